/** Puts a resource into a program file, which is changed in place. */
declare module 'postject' {
  export function inject(
    filename: string,
    resourceName: string,
    resourceData: Uint8Array,
    options?: {
      readonly machoSegmentName?: string;
      readonly sentinelFuse?: string;
      readonly overwrite?: boolean;
    },
  ): Promise<void>;
}
