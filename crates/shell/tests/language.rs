//! The shell language: what a line prints.

use shell::Flavour;
use shell::testing::TestSystem;

#[track_caller]
fn check(script: &str, expected: &str) {
    let (text, _) = TestSystem::new().command(&["bash", "-c", script]);
    assert_eq!(text, expected, "{script}");
}

/// In the shell of a busybox container.
#[track_caller]
fn check_ash(script: &str, expected: &str, code: i32) {
    let result = TestSystem::with_flavour(Flavour::Busybox).command(&["sh", "-c", script]);
    assert_eq!(result, (expected.to_string(), code), "{script}");
}

#[track_caller]
fn check_dash(script: &str, expected: &str, code: i32) {
    let result = TestSystem::new().command(&["sh", "-c", script]);
    assert_eq!(result, (expected.to_string(), code), "{script}");
}

#[test]
fn words_are_quoted_split_and_joined() {
    check("echo a   'b  c' \"d  e\" f\\ g", "a b  c d  e f g\n");
    check("x='a  b'; echo $x; echo \"$x\"", "a b\na  b\n");
    check("x=; echo [$x] [\"$x\"] ''x", "[] [] x\n");
    check("set -- a 'b c'; for i in \"$@\"; do echo \"<$i>\"; done; echo $#", "<a>\n<b c>\n2\n");
    check("set -- a 'b c'; for i in $@; do echo \"<$i>\"; done", "<a>\n<b>\n<c>\n");
    check("set -- a b; IFS=-; echo \"$*\"; echo x\"$@\"y", "a-b\nxa by\n");
    check("set --; for i in \"$@\"; do echo no; done; echo [\"$@\"]", "[]\n");
    check("IFS=:; x=a:b::c; for i in $x; do echo \"<$i>\"; done", "<a>\n<b>\n<>\n<c>\n");
    check("echo $'a\\tb'", "a\tb\n");
    check("echo \"a\\$b \\\"c\\\" \\n\"", "a$b \"c\" \\n\n");
    check("echo {1..3} {a,b}{x,y} {a} {01..03} a{,b}", "1 2 3 ax ay bx by {a} 01 02 03 a ab\n");
    check("echo ~ ~/x '~'", "/root /root/x ~\n");
    check("echo a#b # comment", "a#b\n");
    check("echo one \\\n two", "one two\n");
}

#[test]
fn parameters_have_operators() {
    check("x=; echo ${x:-a} ${x-b} ${y-c} ${y:=d} $y ${y:+e}", "a c d d e\n");
    check("f=dir/a.tar.gz; echo ${f##*/} ${f%.*} ${f%%.*} ${f#*/} ${#f}", "a.tar.gz dir/a.tar dir/a a.tar.gz 12\n");
    check("x=hello; echo ${x/l/L} ${x//l/L} ${x:1:3} ${x: -2} ${x^} ${x^^}", "heLlo heLLo ell lo Hello HELLO\n");
    check("x='a*b'; echo \"${x%'*'*}\"", "a\n");
    check("unset z; echo ${z:?gone}; echo not", "bash: z: gone\n");
    check("set -u; echo $nope; echo not", "bash: nope: unbound variable\n");
    check(
        "a=(x y 'z w'); echo ${a[1]} ${#a[@]} \"${a[@]}\"; a+=(q); echo ${a[3]}; a[0]=n; echo $a",
        "y 3 x y z w\nq\nn\n",
    );
    check("x=y; y=z; echo ${!x}", "z\n");
    check("echo ${x!}", "bash: line 1: ${x!}: bad substitution\n");
    check(
        "echo $(( 1 + 2 * 3 )) $((2**10)) $((7/2)) $((7%3)) $((1<2 && 3>4)) $((5>3?10:20)) $((0x10))",
        "7 1024 3 1 0 10 16\n",
    );
    check("i=5; echo $((i++)) $i $((++i)) $((i+=3)) $i", "5 6 7 10 10\n");
    check("echo $((1/0)); echo after", "bash: line 1: 1/0: division by 0 (error token is \"0\")\n");
    check("((1 > 2)) || echo no; for ((i=0;i<3;i++)); do echo $i; done", "no\n0\n1\n2\n");
}

#[test]
fn the_output_of_commands_is_a_file() {
    check("cat <(echo a; echo b) <(echo c)", "a\nb\nc\n");
    check("source <(echo 'x=5'); echo $x; wc -l < <(printf '1\\n2\\n')", "5\n2\n");
    check("diff <(echo a) <(echo b)", "1c1\n< a\n---\n> b\n");
    check("echo <(true); [[ 1 -lt 2 ]] && echo 'a<(b)'", "/dev/fd/63\na<(b)\n");
}

#[test]
fn substitutions_run_commands() {
    check("echo $(echo a; echo b) `echo c`", "a b c\n");
    check("x=$(printf 'a\\n\\n'); echo \"[$x]\"", "[a]\n");
    check("echo \"$(echo \"a  b\")\" $(echo $(echo deep))", "a  b deep\n");
    check("x=$(false); echo $?; y=$(exit 3) ; echo $?", "1\n3\n");
    check("i=0; echo $((i+=1)) $(echo x) $((i+=1)); echo $i", "1 x 2\n2\n");
    check("echo hi > f; echo $(<f) $(cat f)", "hi hi\n");
}

#[test]
fn commands_are_joined() {
    check("true && echo a || echo b; false && echo c || echo d; ! true; echo $?", "a\nd\n1\n");
    check("echo abc | cat | cat -n; echo x |& cat", "     1\tabc\nx\n");
    check("false | true; echo $?; set -o pipefail; false | true; echo $?", "0\n1\n");
    check("{ echo a; echo b; } | cat -n", "     1\ta\n     2\tb\n");
    check("(exit 4); echo $?; (x=1; cd /tmp); echo [$x] $PWD", "4\n[] /root\n");
    check("sleep 2 & echo now; wait; echo then; sleep 1 & wait $!; echo $?", "now\nthen\n0\n");
    check("(exit 7) & wait $!; echo $?", "7\n");
    check(
        "foo; echo $?; ./none; echo $?; /tmp; echo $?",
        "bash: line 1: foo: command not found\n127\nbash: line 1: ./none: No such file or directory\n127\nbash: line 1: /tmp: Is a directory\n126\n",
    );
    check("while read a b; do echo \"$b,$a\"; done <<EOF\n1 2 3\n4 5\nEOF", "2 3,1\n5,4\n");
}

#[test]
fn compound_commands_work() {
    check("if false; then echo a; elif true; then echo b; else echo c; fi", "b\n");
    check("i=0; while [ $i -lt 3 ]; do i=$((i+1)); [ $i = 2 ] && continue; echo $i; done", "1\n3\n");
    check("for i in 1 2 3; do for j in a b; do [ $i$j = 2a ] && break 2; echo $i$j; done; done", "1a\n1b\n");
    check("until false; do echo once; break; done", "once\n");
    check("case abc in x|y) echo 1;; a*) echo 2;; *) echo 3;; esac", "2\n");
    check("case x in\n (x) echo in ;;\nesac; case q in a) ;; esac; echo $?", "in\n0\n");
    check("f() { echo \"$1 $#\"; return 3; }; f a b; echo $?", "a 2\n3\n");
    check("f() { local x=in; echo $x; }; x=out; f; echo $x", "in\nout\n");
    check("f() ( cd /; pwd ); f; pwd; function g { echo g; }; g", "/\n/root\ng\n");
    check("f() { [ $1 = 0 ] && return; echo $1; f $(($1-1)); }; f 3", "3\n2\n1\n");
    check("[[ abc == a* && ! x == y ]] && echo yes; [[ a =~ ^[a-c]$ ]] && echo ${BASH_REMATCH[0]}", "yes\na\n");
    check(
        "[ 1 -lt 2 -a a = a ] && [ -d / ] && test ! -e /nope && echo ok; [ a -eq 1 ]; echo $?",
        "ok\nbash: line 1: [: a: integer expression expected\n2\n",
    );
    check("if [ ]; then echo a; fi; x='a b'; [ $x = c ]; echo $?", "bash: line 1: [: too many arguments\n2\n");
}

#[test]
fn redirections_lead_elsewhere() {
    check("echo a > f; echo b >> f; cat < f; cat f | cat", "a\nb\na\nb\n");
    check("echo err >&2 2>/dev/null; { echo x >&2; } 2>&1 | cat -n", "err\n     1\tx\n");
    check("cat <<EOF\na $((1+1)) $(echo b)\n\\$c\nEOF\ncat <<'EOF'\n$x\nEOF", "a 2 b\n$c\n$x\n");
    check("cat <<-EOF\n\t\tin\n\tEOF\necho out", "in\nout\n");
    check("cat <<A <<B; echo $?\na\nA\nb\nB", "b\n0\n");
    check("cat <<< \"x y\"; cat < /none; echo $?", "x y\nbash: line 1: /none: No such file or directory\n1\n");
    check(
        "echo x > /none/y; echo $?; echo x > /tmp; echo $?",
        "bash: line 1: /none/y: No such file or directory\n1\nbash: line 1: /tmp: Is a directory\n1\n",
    );
    check("exec 3> f; echo a >&3; exec 3>&-; cat f; exec > g; echo b; cat g >&2", "a\nb\n");
    check(
        "nope &> f; cat f; nope 2>&1 >/dev/null | cat -n",
        "bash: line 1: nope: command not found\n     1\tbash: line 1: nope: command not found\n",
    );
    check("cat <<EOF | cat -n\na\nEOF", "     1\ta\n");
    check("for i in 1 2; do echo $i; done > f; cat f", "1\n2\n");
    check("echo full > /dev/full; echo $?", "bash: line 1: echo: write error: No space left on device\n1\n");
}

#[test]
fn globs_find_files() {
    check("cd /tmp; touch a.yaml b.yaml .c; echo *.yaml * .c* nope*", "a.yaml b.yaml a.yaml b.yaml .c nope*\n");
    check("mkdir -p d/e; touch d/e/f d/g; echo d/* */e/? d*/", "d/e d/g d/e/f d/\n");
    check("cd /; echo t*p '*' \"*\"", "tmp * *\n");
}

#[test]
fn builtins_answer() {
    check(
        "cd /tmp; pwd; cd; pwd; cd -; cd /nope; echo $?",
        "/tmp\n/root\n/tmp\nbash: line 1: cd: /nope: No such file or directory\n1\n",
    );
    check("export A=1; B=2 env | cat > /dev/null; echo $B[$A]", "[1]\n");
    check("echo -n a; echo -e 'b\\tc\\n'; echo -x", "ab\tc\n\n-x\n");
    check("printf '%s-%d|%5.2f|%-4s|%04d\\n' a 3 1.5 x 7 b 4", "a-3| 1.50|x   |0007\nb-4| 0.00|    |0000\n");
    check(
        "eval 'x=1; echo $x'; type cd cat nope; command -v cat echo",
        "1\ncd is a shell builtin\ncat is /usr/bin/cat\nbash: line 1: type: nope: not found\n/usr/bin/cat\necho\n",
    );
    check("trap 'echo bye' EXIT; echo hi; exit 3", "hi\nbye\n");
    check("echo 'a b' | { read x y; echo $y $x; }; read x < /dev/null; echo $?", "b a\n1\n");
    check("set -e; false || true; if false; then :; fi; echo on; false; echo off", "on\n");
    check("set -x; x=1; echo $x 'a b'", "+ x=1\n+ echo 1 'a b'\n1 a b\n");
    check("readonly r=1; r=2; echo no", "bash: line 1: r: readonly variable\n");
    check("while getopts ab:c o -a -b x -c; do echo $o $OPTARG; done", "a\nb x\nc\n");
    check("alias ll='echo long'; unalias ll; shift 2>/dev/null; umask; x=5; let x+=2; echo $x", "0022\n7\n");
    check("echo 'echo sourced $1' > s; . ./s arg; printf 'exit 5' > t; bash t; echo $?", "sourced arg\n5\n");
    check("time -p sleep 1.5", "real 1.50\nuser 0.00\nsys 0.00\n");
    check(
        "sleep 100 & kill $!; wait $!; echo $?; kill -9 99999",
        "143\nbash: line 1: kill: (99999) - No such process\n",
    );
    check("jobs; sleep 5 & jobs", "[1]+  Running                 sleep 5 &\n");
}

#[test]
fn syntax_errors_have_bashs_words() {
    check("echo a; (", "bash: -c: line 2: syntax error: unexpected end of file\n");
    check("foo (bar", "bash: -c: line 1: syntax error near unexpected token `bar'\nbash: -c: line 1: `foo (bar'\n");
    check("echo (x)", "bash: -c: line 1: syntax error near unexpected token `x'\nbash: -c: line 1: `echo (x)'\n");
    check("echo a (x)", "bash: -c: line 1: syntax error near unexpected token `('\nbash: -c: line 1: `echo a (x)'\n");
    check("echo 'a", "bash: -c: line 1: unexpected EOF while looking for matching `''\n");
    check(
        "if true; then fi",
        "bash: -c: line 1: syntax error near unexpected token `fi'\nbash: -c: line 1: `if true; then fi'\n",
    );
    check("a && && b", "bash: -c: line 1: syntax error near unexpected token `&&'\nbash: -c: line 1: `a && && b'\n");
    check("echo ok\n;;", "ok\nbash: -c: line 2: syntax error near unexpected token `;;'\nbash: -c: line 2: `;;'\n");
}

#[test]
fn lines_become_arrays_and_cases_go_on() {
    let bash = |script: &str| shell::testing::TestSystem::new().command(&["bash", "-c", script]).0;
    let script = "mapfile -t L < <(printf 'a\\nb c\\n'); echo ${#L[@]} \"${L[1]}\"; readarray -t -s 1 -n 1 R <<< $'x\\ny\\nz'; echo ${R[0]}";
    assert_eq!(bash(script), "2 b c\ny\n");
    assert_eq!(
        bash("mapfile <<< hi; printf '[%s]' \"${MAPFILE[@]}\"; mapfile -t -d, P <<< a,b; echo ${P[0]}"),
        "[hi\n]a\n"
    );
    let script = "case abc in a*) echo 1;;& x*) echo 2;; *c) echo 3;& z) echo 4;; *) echo 5;; esac";
    assert_eq!(bash(script), "1\n3\n4\n");
}

/// What a bash 5.2 says of the same script.
#[test]
fn arrays_by_key_go_in_the_order_of_their_hash() {
    let script = r##"declare -A m=([web]=nginx [db]=postgres [cache]="redis 7"); echo "${m[web]} ${m[cache]}"; for k in "${!m[@]}"; do echo "$k=${m[$k]}"; done
echo ${#m[@]} "${m[@]}" ${!m[*]}
m[new]=1; m[new]+=2; k=a\ b; m[$k]=x; m["c d"]=y; declare -p m
((m[count]++)); ((m[count]+=5)); echo ${m[count]} $((m[count]*2)); unset 'm[web]'; echo ${m[web]:-none} ${#m[@]}
[[ -v m[db] ]] && echo yes; [[ -v m[nope] ]] || echo no; [[ -n ${m[db]} ]] && echo set
declare -A c; for w in a b a c a b; do c[$w]=$(( ${c[$w]:-0} + 1 )); done; for w in "${!c[@]}"; do echo $w ${c[$w]}; done
for w in x y x; do ((c[$w]++)); done; echo ${c[x]} ${c[y]}
f() { local -A n=([p]=1 [q]=2); local -a l=(1 2 3); echo ${n[q]} ${l[2]} ${#l[@]}; }; f; echo "[${n[q]}]"
declare -a a=(x y 'z w'); echo "${a[2]}" ${#a[@]}; a=([2]=c [0]=a [1]=b); echo "${a[@]}"; i=1; echo ${a[i]} ${a[$i+1]} ${a[-1]}
b=(1 2 3); ((b[1]++)); ((b[0]=7)); echo ${b[@]} $((b[1]+b[2])); for i in "${!b[@]}"; do echo $i ${b[$i]}; done
m=([one]=1 [two]=2); echo "${!m[@]}"; m+=([three]=3); echo "${m[three]}" ${#m[@]}
readonly R=(1 2); echo ${R[1]}; declare -A e; echo "${#e[@]} [${e[x]}]"; declare -A images=( [nginx]=1.25 [redis]=7 [mysql]=8 [kube-proxy]=v1 [etcd]=3 [coredns]=1 [a]=1 [b]=2 [c]=3 ); echo ${!images[@]}
export X=1 Y=2; echo $X$Y; typeset -A t=(["k 1"]=v); echo ${t["k 1"]} "${t[k 1]}""##;
    let said = r##"nginx redis 7
db=postgres
web=nginx
cache=redis 7
3 postgres nginx redis 7 db web cache
declare -A m=([db]="postgres" ["c d"]="y" [web]="nginx" [new]="12" ["a b"]="x" [cache]="redis 7" )
6 12
none 6
yes
no
set
c 1
b 2
a 3
2 1
2 3 3
[]
z w 3
a b c
b c c
7 3 3 6
0 7
1 3
2 3
two one
3 3
2
0 []
nginx c b a kube-proxy redis coredns etcd mysql
12
v v
"##;
    assert_eq!(shell::testing::TestSystem::new().command(&["bash", "-c", script]).0, said);
}

#[test]
fn containers_speak_busybox_and_dash() {
    check_ash("foo", "sh: foo: not found\n", 127);
    check_ash("cat /nope", "cat: can't open '/nope': No such file or directory\n", 1);
    check_ash("cd /nope", "sh: cd: line 1: can't cd to /nope: No such file or directory\n", 2);
    check_ash("echo (", "sh: syntax error: unexpected end of file (expecting \")\")\n", 2);
    check_ash("echo 'a", "sh: syntax error: unterminated quoted string\n", 2);
    check_ash("kill -9 $", "sh: invalid number '$'\n", 1);
    check_ash("exit 42", "", 42);
    check_dash("foo", "sh: 1: foo: not found\n", 127);
    check_dash("echo 'a", "sh: 1: Syntax error: Unterminated quoted string\n", 2);
    check_dash("echo a; (", "sh: 1: Syntax error: end of file unexpected (expecting \")\")\n", 2);
    check_dash("if true; then fi", "sh: 1: Syntax error: \"fi\" unexpected\n", 2);
    check_dash("cat < /nope", "sh: 1: cannot open /nope: No such file\n", 2);
    check_dash("echo {1..3} ; echo \"a\\tb\"", "{1..3}\na\tb\n", 0);
    // What busybox and dash do not have of bash.
    check_ash("for i in {1..3}; do echo $i; done", "{1..3}\n", 0);
    check_ash("cat <<< hi", "sh: syntax error: unexpected redirection\n", 2);
    check_ash("a=(1 2)", "sh: syntax error: unexpected \"(\"\n", 2);
    check_ash("declare x=1", "sh: declare: not found\n", 127);
    check_ash("x=abc; echo ${x:1} ${x/b/B}; [[ $x == a* ]] && echo yes", "bc aBc\nyes\n", 0);
    check_ash("[ = x ]", "sh: x: unknown operand\n", 2);
    check_ash("trap 'echo failed' ERR; false; echo on", "failed\non\n", 0);
    check_dash("set -o pipefail; echo on", "sh: 1: set: Illegal option -o pipefail\n", 2);
    check_dash("set -x; echo 'a  b'", "+ echo a  b\na  b\n", 0);
    check_dash("echo $((2**3))", "sh: 1: arithmetic expression: expecting primary: \"2**3\"\n", 2);
}

/// A script that stands in a file.
#[track_caller]
fn check_script(script: &str, expected: &str, code: i32) {
    let line = format!("cat > s.sh <<'SCRIPT'\n{script}\nSCRIPT\nbash s.sh");
    let result = TestSystem::new().command(&["bash", "-c", &line]);
    assert_eq!(result, (expected.to_string(), code), "{script}");
}

#[test]
fn scripts_know_where_they_are() {
    check_script("echo $(cd \"$(dirname \"${BASH_SOURCE[0]}\")\" && echo ${BASH_SOURCE})", "s.sh\n", 0);
    check_script("f() { echo ${FUNCNAME[@]}; }; g() { f; }; g; (g)", "f g main\nf g main\n", 0);
    check_script("echo 'w() { echo $FUNCNAME ${BASH_SOURCE[0]}; }; w' > l.sh; . ./l.sh", "w ./l.sh\n", 0);
    check_script("cat <<E\na\nE\necho $LINENO; nosuch", "a\n4\ns.sh: line 4: nosuch: command not found\n", 127);
    check_script("if true; then", "s.sh: line 2: syntax error: unexpected end of file\n", 2);
    check_script(": ${u:?must be set}", "s.sh: line 1: u: must be set\n", 1);
    check_script("source ./no.sh", "s.sh: line 1: ./no.sh: No such file or directory\n", 1);
}

#[test]
fn failures_are_trapped_and_traced() {
    check_script(
        "trap 'echo at $LINENO: $BASH_COMMAND' ERR\nfalse\nfalse || echo or\nset -e\nfalse",
        "at 2: false\nor\nat 5: false\n",
        1,
    );
    check("trap 'echo x' ERR; f() { false; true; }; f; set -E; f", "x\n");
    check("set -x; for i in 1; do x=$(echo); done", "+ for i in 1\n++ echo\n+ x=\n");
    check(
        "set -x; case a in a) [[ a == a && -z '' ]];; esac; ((1))",
        "+ case a in\n+ [[ a == a ]]\n+ [[ -z '' ]]\n+ (( 1 ))\n",
    );
    check("set -e; x=$(false; echo on); echo $x", "on\n");
}

#[test]
fn menus_and_stacks_of_directories() {
    let menu = "1) a\n2) b c\n#? ";
    check("select x in a 'b c'; do echo $x $REPLY; break; done <<< 2", &format!("{menu}b c 2\n"));
    check("PS3='? '; select x in a; do echo \"[$x]\"; done <<< $'7\n\n1'", "1) a\n? []\n? 1) a\n? [a]\n? \n");
    check(
        "cd /tmp; pushd / > /dev/null; pushd /etc; popd; popd; popd",
        "/etc / /tmp\n/ /tmp\n/tmp\nbash: line 1: popd: directory stack empty\n",
    );
    check("x=\"it's\"; echo ${x@Q} ${x@U}; ab=1 ac=2; echo ${!a*}", "'it'\\''s' IT'S\nab ac\n");
    check(
        "cd /tmp; mkdir -p d/e; touch d/e/f d/.g; shopt -s globstar dotglob nullglob; echo d/* **/f no*",
        "d/.g d/e d/e/f\n",
    );
    check(
        "printf '%(%F %T)T\n' 0; printf '\\303\\251 \\xe2\\x9c\\x93 \\u2713\n'; printf '%3s|\n' é",
        "1970-01-01 00:00:00\né ✓ ✓\n é|\n",
    );
    check(
        "printf '\\377\\n' | od -An -tx1; echo -e '\\xed\\x95\\x9c'; x=$'\\xed\\x95\\x9c'; echo ${#x}",
        " ff 0a\n한\n1\n",
    );
    check("xargs -L1 echo <<< $'a b\nc'; date -u -d '2024-02-28 +2 days' +%F", "a b\nc\n2024-03-01\n");
}
