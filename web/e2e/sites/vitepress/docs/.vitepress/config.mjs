export default {
  title: "쿠버네티스 첫걸음",
  lang: "ko-KR",
  base: process.env.KUBENORI_BASE,
  outDir: process.env.KUBENORI_OUT,
  cacheDir: process.env.KUBENORI_CACHE,
  head: [["script", { type: "module", src: process.env.KUBENORI_EMBED }]],
  // Blocks are marked by their language, which is coloured as what it is.
  markdown: { languageAlias: { "kubenori-yaml": "yaml", "kubenori-console": "shellsession" } },
};
