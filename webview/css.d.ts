/** Style sheets are built beside the script that names them. */
declare module '*.css';
