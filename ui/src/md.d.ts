// A page of the manual, made into markup when the window is built.
declare module '*.md' {
  const html: string;
  export default html;
}
