// The words of the parts that are written in JavaScript, Korean and English side by side.
const TABLE = {
  fileMenu: ["파일 메뉴", "File menu"],
  rename: ["이름 바꾸기", "Rename"],
  remove: ["지우기", "Delete"],
  removeSure: ["정말 지우기", "Really delete"],
  openLocal: ["내 컴퓨터에서 열기…", "Open from this computer…"],
  download: ["내려받기", "Download"],
  tidy: ["정리하기", "Tidy"],
  compare: ["클러스터와 비교", "Compare with the cluster"],
  examples: ["예시 넣기", "Insert an example"],
  fileName: ["파일 이름", "File name"],
  close: ["닫기", "Close"],
  same: ["적용해도 바뀌는 것이 없어요", "Applying this would change nothing"],
  willChange: ["적용하면 이렇게 바뀌어요", "What applying this would change"],
  cannotTidy: ["문법이 틀린 곳이 있어서 정리하지 못했어요", "There is a mistake in the YAML, so it cannot be tidied"],
  dropHere: ["여기에 놓으면 열려요", "Drop to open"],
  nameTaken: ["같은 이름의 파일이 이미 있어요", "There is a file of this name already"],
  nameOutside: ["파일은 /root 아래에만 둘 수 있어요", "Files live below /root only"],
  nameLong: ["이름이 너무 길어요", "The name is too long"],
  tooBig: ["1 MB보다 큰 파일은 열 수 없어요", "Files above 1 MB cannot be opened"],
  unreadable: ["읽을 수 없어요 (폴더일 수 있어요)", "It cannot be read (it may be a folder)"],
  notText: ["글자로 된 파일이 아니에요", "This is no text file"],
  dumpFound: ["클러스터에서 뽑아 온 목록 같아요. 이 목록으로 새 클러스터를 시작할까요?", "This looks like a dump of a cluster. Start a new cluster from it?"],
  dumpStart: ["새 클러스터로 시작", "Start a new cluster"],
  dumpOpen: ["파일로만 열기", "Only open the file"],
  leave: ["Esc를 누르고 Tab을 누르면 에디터에서 나가요", "Press Esc, then Tab, to leave the editor"],
  placeholder: ["YAML을 적거나 Ctrl-Space로 예시를 골라 보세요", "Write YAML, or choose an example with Ctrl-Space"],
  required: ["꼭 필요해요", "required"],
  oneOf: ["쓸 수 있는 값", "One of"],
  debug: ["디버그", "Debug"],
  objects: ["오브젝트", "Objects"],
  watchLog: ["저장된 변화", "Stored changes"],
  facts: ["일어난 일", "Facts"],
  deadlines: ["예정된 일", "Deadlines"],
  journal: ["기록", "Journal"],
  seed: ["시드", "Seed"],
  stateHash: ["상태 해시", "State hash"],
  version: ["버전", "Version"],
  report: ["문제 신고 복사", "Copy a problem report"],
  copied: ["복사했어요", "Copied"],
  notCopied: ["복사할 수 없어서 아래에 펼쳤어요", "The clipboard refuses; the report is below"],
};

// The word of a key in the language of the page.
export function word(key) {
  const [ko, en] = TABLE[key];
  return document.documentElement.lang === "en" ? en : ko;
}

// For the test that both languages are complete.
export const table = TABLE;
