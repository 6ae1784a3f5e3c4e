import type { Picture } from '../../../src/core/timeline/picture';
import type { Scale } from '../data/scale';
import type { View } from '../data/view';
import type { Measure } from './shapes';

/** What a scene is built from: the picture and the part of it that is visible. */
export interface SceneInput {
  readonly picture: Picture;
  /** Key of the item that is selected. */
  readonly selected: string | null;
  readonly scale: Scale;
  readonly view: View;
  readonly width: number;
  /** The visible part of the height. Lanes outside of it are placed, but not drawn. */
  readonly top: number;
  readonly bottom: number;
  readonly measure: Measure;
}
