//! The programs, at the border: a command line, and what it prints. The outputs were compared with those of GNU's programs.

use shell::Flavour;
use shell::testing::TestSystem;

#[track_caller]
fn check(script: &str, expected: &str) {
    let (text, _) = TestSystem::new().command(&["bash", "-c", script]);
    assert_eq!(text, expected, "{script}");
}

#[track_caller]
fn check_busybox(script: &str, expected: &str) {
    let (text, _) = TestSystem::with_flavour(Flavour::Busybox).command(&["sh", "-c", script]);
    assert_eq!(text, expected, "{script}");
}

#[test]
fn sed_edits() {
    check(
        "printf 'replicas: 3\\napp: nginx\\n' > d; sed -i 's/replicas: 3/replicas: 1/' d; cat d",
        "replicas: 1\napp: nginx\n",
    );
    check("sed 's/replicas: 3/replicas: -1/; s/app: nginx/app: web/' <<< 'replicas: 3'", "replicas: -1\n");
    check("sed 's/^spec:/spec:\\n  restartPolicy: Never/' <<< 'spec:'", "spec:\n  restartPolicy: Never\n");
    check("sed 's/cronSpec: .*/&\\n  colour: red/' <<< 'cronSpec: \"x\"'", "cronSpec: \"x\"\n  colour: red\n");
    check("sed 's/bad/x/; s#\"\\* \\* \\* \\* \\*/5\"#\"hello\"#' <<< '\"* * * * */5\"'", "\"hello\"\n");
    check("sed 's/values: \\[z\\]/none/' <<< 'values: [z]'", "none\n");
    check("sed 's/-[0-9a-f]* /-XXXX /' <<< 'web-59db5c9764 scaled'", "web-XXXX scaled\n");
    check("seq 5 | sed -n '2,4p' | sed '$d'; seq 3 | sed '2!d'", "2\n3\n2\n");
    check("seq 3 | sed ':a;N;$!ba;s/\\n/ /g'; seq 2 | sed 'n;d'; seq 4 | sed -n '2~2p'", "1 2 3\n1\n2\n4\n");
    check("sed -E 's/(a)(b)?/[\\1]/g; s/x/\\U&y/' <<< 'ab a x'", "[a] [a] XY\n");
    check("sed 's/a' f", "sed: -e expression #1, char 3: unterminated `s' command\n");
    check("sed p nope", "sed: can't read nope: No such file or directory\n");
    check("printf 'a\\nb\\n' | sed -e '1i top' -e '$a end' -e '2c changed'", "top\na\nchanged\nend\n");
    check_busybox("sed p nope; sed k /dev/null", "sed: nope: No such file or directory\nsed: unknown command: `k'\n");
}

#[test]
fn json_variables_and_trees() {
    check("echo '{\"b\":[1,2],\"a\":\"x\"}' | jq .", "{\n  \"b\": [\n    1,\n    2\n  ],\n  \"a\": \"x\"\n}\n");
    check("echo '{\"b\":[1,2],\"a\":\"x\"}' | jq -r '.a, (.b|add)'; jq -nc --arg n v '{$n}'", "x\n3\n{\"n\":\"v\"}\n");
    check(
        "echo '[1]' | jq -c -S --argjson x 2 '. + [$x]'; echo 'a b' | jq -R .; jq -n '[inputs]|length' <<< '1 2'",
        "[1,2]\n\"a b\"\n2\n",
    );
    check("echo '{' | jq .; echo $?", "jq: parse error: Unfinished JSON term at EOF at line 2, column 0\n5\n");
    check(
        "echo abc > f; truncate -s 2 f; wc -c < f; truncate -s +3 f; wc -c < f; truncate -s 0 f g; wc -c < g",
        "2\n5\n0\n",
    );
    check("echo Error from server | jq .", "jq: parse error: Invalid numeric literal at line 1, column 6\n");
    check(
        "jq -e .a <<< '{}'; echo $?; jq .a.b <<< '{\"a\":1}'; echo $?",
        "null\n1\njq: error (at <stdin>:1): Cannot index number with string \"b\"\n5\n",
    );
    check("export A=1; echo 'a=$A b=${B} c=$$ ${A' | envsubst; echo '$A $B' | envsubst '$B'", "a=1 b= c=$$ ${A\n$A \n");
    check("mkdir -p d/e; touch d/e/f d/g; tree d", "d\n├── e\n│\u{a0}\u{a0} └── f\n└── g\n\n2 directories, 2 files\n");
}

#[test]
fn tar_packs_and_unpacks() {
    check(
        "mkdir -p d/e; echo hi > d/e/f; tar cf a.tar d; tar tf a.tar; mkdir x; tar -xmf - -C x < a.tar; cat x/d/e/f",
        "d/\nd/e/\nd/e/f\nhi\n",
    );
    check("echo 1 > one; echo 2 > two; tar -cvf a.tar one two; rm one two; tar xf a.tar two; ls one two 2>&1", {
        "one\ntwo\nls: cannot access 'one': No such file or directory\ntwo\n"
    });
    check("tar cf - nope | wc -c", {
        "tar: nope: Cannot stat: No such file or directory\ntar: Exiting with failure status due to previous errors\n1024\n"
    });
    check("echo text > t; tar tf t; echo $?", {
        "tar: This does not look like a tar archive\ntar: Exiting with failure status due to previous errors\n2\n"
    });
    check_busybox("tar cf - /nope > /dev/null; echo $?", {
        "tar: /nope: No such file or directory\ntar: error exit delayed from previous errors\n1\n"
    });
    let nowhere = "echo 1 > a; tar cf a.tar a; tar xf a.tar -C /no/way; echo $?; tar cf b.tar -C a a; echo $?";
    check(nowhere, {
        "tar: /no/way: Cannot open: No such file or directory\ntar: Error is not recoverable: exiting now\n2\n\
         tar: a: Cannot open: Not a directory\ntar: Error is not recoverable: exiting now\n2\n"
    });
    check_busybox(nowhere, {
        "tar: can't change directory to '/no/way': No such file or directory\n1\n\
         tar: can't change directory to 'a': Not a directory\n1\n"
    });
}

#[test]
fn awk_gathers_without_copying_what_it_has() {
    // Each copy of a text costs steps; a program that copied all of it for each piece would be taken for an endless one.
    check("awk 'BEGIN { while (i++ < 100000) s = s \"0123456789\"; print length(s) }'", "1000000\n");
    check("awk 'BEGIN { while (i++ < 100000) a[1] = a[1] \"0123\" 456; print length(a[1]) }'", "700000\n");
    check("seq 6 | awk '{ a[$1 % 2] = a[$1 % 2] \" \" $1 } END { print a[0]; print a[1] }'", " 2 4 6\n 1 3 5\n");
    check(
        "awk 'BEGIN { s = \"a\"; s = s (s = \"q\") s; print s; t = \"x\"; t = t t t; print t; u = u 1.5; print u }'",
        "aqq\nxxx\n1.5\n",
    );
    check(
        "awk 'function f(x) { x = x \"b\"; x = x \"c\" 1; return x } BEGIN { n = 5; n = n 2 \"x\"; print f(\"a\"), n }'",
        "abc1 52x\n",
    );
}

#[test]
fn awk_computes() {
    check("printf 'a b\\nc d\\n' | awk '{print $2, NR, NF}'", "b 1 2\nd 2 2\n");
    check("awk -F: '{print $1}' /etc/passwd", "root\nnobody\n");
    check(
        "printf '100 a\\n101 a\\n105 c\\n' | awk '{k=$2; if (k!=p) {if (!t) t=$1; print $1-t, k; p=k}}'",
        "0 a\n5 c\n",
    );
    check("printf 'x\\ny\\nx\\n' | awk '{c[$1]++} END {for (k in c) print k, c[k]}'", "x 2\ny 1\n");
    check("seq 5 | awk '$1 > 3 || NR == 1 {s += $1} END {printf \"%d %.2f %s\\n\", s, s/3, \"x\"}'", "10 3.33 x\n");
    check("awk 'BEGIN {while (i < 3) {i++; if (i == 2) continue; print i}; exit 4}'; echo $?", "1\n3\n4\n");
    check(
        "echo 'a b' | awk '{ $3 = \"z\"; print; gsub(/[ab]/, \"<&>\"); print toupper($0), length($1) }'",
        "a b z\n<A> <B> Z 3\n",
    );
    check(
        "awk 'function f(n) { return n < 2 ? 1 : n * f(n-1) } BEGIN { print f(5), substr(\"hello\", 2, 3), index(\"abc\", \"c\") }'",
        "120 ell 3\n",
    );
    check(
        "awk 'BEGIN { while (1) ; }' 2>&1; awk 'BEGIN {'; echo $?",
        "awk: the program loops without end\nawk: line 1: syntax error at or near end of file\n2\n",
    );
    check("printf 'NAME STATUS\\nweb Running\\n' | awk 'NR>1 && $2==\"Running\"{print $1}'", "web\n");
}

#[test]
fn filters_filter() {
    check("printf 'b\\na\\nb\\n' | sort | uniq -c | sort -rn", "      2 b\n      1 a\n");
    check("printf '\\103o\\1012\\12'; echo -e '\\72 \\x41'", "CoA2\n: A\n");
    check("printf 'a\\nb\\n' > x; printf 'b\\nc\\n' > y; comm x y; comm -13 x y", "a\n\t\tb\n\tc\nc\n");
    check("printf 'web 10\\napi 9\\n' | sort -k2 -n; printf '1G\\n2M\\n' | sort -h", "api 9\nweb 10\n2M\n1G\n");
    check("echo a:b:c | cut -d: -f2-; echo abc | cut -c1,3; echo deployment.apps/web | cut -d/ -f2", "b:c\nac\nweb\n");
    check("head -c 5 /dev/zero | tr '\\0' a; echo; echo 'a b' | tr -s ' ' '\\n' | tr a-z A-Z", "aaaaa\nA\nB\n");
    check("seq 10 | head -3 | tail -n 1; seq 3 | tail -n +2; seq 3 | head -n -2; seq 3 | wc -l", "3\n2\n3\n1\n3\n");
    check(
        "printf 'pods\\ndeployments\\n' | grep deploy; echo aXb | grep -io x; seq 5 | grep -A1 -n 3",
        "deployments\nX\n3:3\n4-4\n",
    );
    check(
        "mkdir d; echo hit > d/f; grep -r hit d; grep -c . d/f; grep x nope; echo $?",
        "d/f:hit\n1\ngrep: nope: No such file or directory\n2\n",
    );
    check(
        "yes | head -2; seq 3 | xargs; echo a b | xargs -n1 echo -; printf 'x\\n' | xargs -I{} echo {}.yaml",
        "y\ny\n1 2 3\n- a\n- b\nx.yaml\n",
    );
    check(
        "printf 'a 1\\nbbb 22\\n' | column -t; echo hi | tee f | cat; cat f; echo hi | base64 | base64 -d",
        "a    1\nbbb  22\nhi\nhi\nhi\n",
    );
    check(
        "echo -n hello | sha256sum | cut -c1-8; printf 'a\\nb\\n' > x; printf 'a\\nc\\n' > y; diff x y; diff -u x y | tail -n +3",
        "2cf24dba\n2c2\n< b\n---\n> c\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n",
    );
}

#[test]
fn files_are_made_and_listed() {
    check(
        "mkdir -p a/b; touch a/f; ls a; ls -d a; ls nope; rm a; rm -r a; ls",
        "b\nf\na\nls: cannot access 'nope': No such file or directory\nrm: cannot remove 'a': Is a directory\n",
    );
    check("echo hi > f; chmod 640 f; ls -l f", "-rw-r----- 1 root root 3 Nov 21 02:30 f\n");
    check(
        "mkdir emptydir dir; cp nope dir; echo x > web.yaml; cp web.yaml dir/; mv web.yaml v.yaml; ls dir .",
        "cp: cannot stat 'nope': No such file or directory\n.:\ndir\nemptydir\nv.yaml\n\ndir:\nweb.yaml\n",
    );
    check(
        "mkdir a; find . -name 'a*' -type d; ln -s a l; readlink l; basename /x/y.z .z; dirname /x/y",
        "./a\na\ny\n/x\n",
    );
    check(
        "mkdir -p d/e; echo a > d/a; echo b > d/e/b; find d -type f -exec grep -q b {} \\; -print -exec sh -c 'echo got $1' _ {} \\;; \
         find d -type f -exec cat {} +; find d -name a -exec false {} \\;; echo $?; find d -name a -exec false {} +; echo $?; \
         find d -name x -exec rm {} +; find d -name e -exec nope {} \\;; find d -exec cat; echo $?",
        "d/e/b\ngot d/e/b\na\nb\n0\n1\nfind: ‘nope’: No such file or directory\nfind: missing argument to `-exec'\n1\n",
    );
    check_busybox(
        "cat nope; mkdir /x/y; rm nope; ls nope; cd nope",
        "cat: can't open 'nope': No such file or directory\nmkdir: can't create directory '/x/y': No such file or directory\nrm: can't remove 'nope': No such file or directory\nls: nope: No such file or directory\nsh: cd: line 1: can't cd to nope: No such file or directory\n",
    );
    check(
        "mkdir d; touch d/'a b' d/c; for f in d/*; do echo \"<$f>\"; done; du -s d; df / | wc -l",
        "<d/a b>\n<d/c>\n4\td\n2\n",
    );
    check("df / /nowhere | tail -n 1 | awk '{print $1, $6}'", "df: /nowhere: No such file or directory\noverlay /\n");
    check_busybox("df /nowhere", "df: /nowhere: can't find mount point\n");
}

#[test]
fn the_clock_and_the_machine_are_the_hosts() {
    check(
        "date; date -u +%Y-%m-%dT%H:%M:%SZ; date +%s; date -d @0 +%F",
        "Sat Nov 21 02:30:40 UTC 2026\n2026-11-21T02:30:40Z\n1795228240\n1970-01-01\n",
    );
    check("sleep 90; date +%T; time -p sleep 0.5", "02:32:10\nreal 0.50\nuser 0.00\nsys 0.00\n");
    check("hostname; whoami; id -u; uname; id", "master\nroot\n0\nLinux\nuid=0(root) gid=0(root) groups=0(root)\n");
    check("timeout 1 sleep 5; echo $?; timeout 5 echo ok; env A=b printenv A; env -i B=c env", "124\nok\nb\nB=c\n");
    check("expr 2 + 3; seq -s, 3; which ls nope; command -v kubectl; echo $?", "5\n1,2,3\n/usr/bin/ls\n1\n");
    check_busybox(
        "which ls; id; sleep x; timeout 1 sleep 9; echo $?",
        "/bin/ls\nuid=0(root) gid=0(root) groups=0(root)\nsleep: invalid number 'x'\n143\n",
    );
}

#[test]
fn what_is_not_simulated_says_so() {
    for (name, _) in shell::programs::stubs::STUBS {
        let (text, code) = TestSystem::new().command(&["bash", "-c", name]);
        assert!(text.starts_with(&format!("{name}: not available here: ")), "{text}");
        assert_eq!(code, 127);
    }
    check("apt-gte", "bash: line 1: apt-gte: command not found\n");
}

#[test]
fn packages_are_found_where_their_lists_are() {
    check(
        "apt-get install -y tree sl",
        "Reading package lists...\nBuilding dependency tree...\nReading state information...\ntree is already the newest version.\nE: Unable to locate package sl\n",
    );
    check(
        "apt-get update | tail -1; apt-get install -y sl 2>&1 | tail -1",
        "Reading package lists...\napt-get: the package sl is not simulated here\n",
    );
    check_busybox(
        "apk add jq 2>&1 | head -1; apk add --no-cache jq | grep jq; which jq",
        "ERROR: unable to select packages:\n(1/1) Installing jq\n/usr/bin/jq\n",
    );
    check(
        "rm /usr/bin/nano; apt update 2>/dev/null | tail -1; echo n | apt-get install nano | tail -1; apt-get install -qq -y nano | tail -1",
        "Reading package lists...\nDo you want to continue? [Y/n] Abort.\nSetting up nano ...\n",
    );
}
