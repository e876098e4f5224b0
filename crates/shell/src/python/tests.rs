use crate::kernel::{Kernel, Spawn};
use crate::testing::TestSystem;

/// What a program prints (both streams), and its exit code.
fn run(source: &str) -> (String, i32) {
    run_with(source, "")
}

fn run_with(source: &str, input: &str) -> (String, i32) {
    let mut system = TestSystem::new();
    let mut kernel = Kernel::new();
    let sink = kernel.open_sink(false);
    let shell = format!("printf %s '{}' | python3 -c \"$0\" 2>&1", input.replace('\'', ""));
    let spawn = Spawn::new(["sh", "-c", &shell, source]).output(sink);
    let pid = kernel.spawn(&mut system, spawn).unwrap();
    system.run_for(&mut kernel, 3600);
    (kernel.take_text(sink), kernel.exited(pid).map_or(-1, |exit| exit.code))
}

fn prints(source: &str, output: &str) {
    assert_eq!(run(source), (output.to_string(), 0), "{source}");
}

#[test]
fn expressions() {
    for (expression, value) in [
        ("1+1", "2"),
        ("7//2, -7//2, 7%-3, 2**10, 7/2", "(3, -4, -2, 1024, 3.5)"),
        ("1 + 2 * 3 - 4, 8 - 2 - 1, 1 | 6 & 3 + 1, 2 * 3 % 4, -2 ** 2 * 3", "(3, 5, 5, 2, -12)"),
        ("1e6, 1e16, 0.1+0.2, 1e-5", "(1000000.0, 1e+16, 0.30000000000000004, 1e-05)"),
        ("'a' + \"b\" * 3, 'it\\'s'", "('abbb', \"it's\")"),
        ("[1, 2, 3][-1], 'hello'[1:3], 'hello'[::-1], [1,2,3][:2]", "(3, 'el', 'olleh', [1, 2])"),
        ("{'a': 1, 'b': [True, None]}", "{'a': 1, 'b': [True, None]}"),
        ("1 < 2 < 3, 1 == 1.0, not 0, 3 in [1, 3], 'x' not in 'abc'", "(True, True, True, True, True)"),
        ("0 or 'x', 1 and 2, 5 if False else 6", "('x', 2, 6)"),
        ("[x*x for x in range(5) if x % 2]", "[1, 9]"),
        ("{k: v for k, v in zip('ab', [1, 2])}", "{'a': 1, 'b': 2}"),
        ("sorted([3, 1, 2], reverse=True), max([1, 5, 2]), sum(range(5))", "([3, 2, 1], 5, 10)"),
        ("sorted(['bb', 'a'], key=len), list(map(lambda x: x + 1, [1, 2]))", "(['a', 'bb'], [2, 3])"),
        ("'a,b,c'.split(','), ' x '.strip(), '-'.join(['a', 'b'])", "(['a', 'b', 'c'], 'x', 'a-b')"),
        ("'%s is %d (%.2f)' % ('x', 3, 1.5), '{} {:>4} {n}'.format(1, 2, n=3)", "('x is 3 (1.50)', '1    2 3')"),
        ("f'{1+1} {\"a\"!r} {3.14159:.2f} {1234567:,} {5:03d}'", "2 'a' 3.14 1,234,567 005"),
        ("round(2.5), round(2.675, 2), int('42'), float('1.5'), str(3) + 'x'", "(2, 2.67, 42, 1.5, '3x')"),
        (
            "hex(255), oct(-8), bin(5), int('0x1f', 16), abs(-3), divmod(7, 2)",
            "('0xff', '-0o10', '0b101', 31, 3, (3, 1))",
        ),
        (
            "max('ab', 'cd', key=len), min([3, 1]), max([], default=0), any([0, 1]), all([1, 0])",
            "('ab', 1, 0, True, False)",
        ),
        ("list(enumerate('ab', 1)), list(reversed([1, 2])), tuple('ab')", "([(1, 'a'), (2, 'b')], [2, 1], ('a', 'b'))"),
        ("'it is a 2nd-day'.title(), 'Ab C'.swapcase(), 'hI'.capitalize()", "('It Is A 2Nd-Day', 'aB c', 'Hi')"),
        ("'aaa'.replace('a', 'b', -1), 'aaa'.replace('a', 'b', 2)", "('bbb', 'bba')"),
        ("'a'.rjust(3, '.'), '-7'.zfill(4), 'ab'.center(5)", "('..a', '-007', '  ab ')"),
        ("(lambda a, b=2: a + b)(1), len('\u{d55c}\u{ae00}')", "(3, 2)"),
    ] {
        prints(&format!("print(({expression}))"), &format!("{value}\n"));
    }
}

#[test]
fn statements() {
    prints(
        "for i in range(3):\n    if i == 1: continue\n    print(i, end=' ')\nelse:\n    print('done')",
        "0 2 done\n",
    );
    prints("n = 0\nwhile True:\n    n += 1\n    if n > 4: break\nprint(n)", "5\n");
    prints(
        "def fib(n):\n    return n if n < 2 else fib(n-1) + fib(n-2)\nprint([fib(i) for i in range(10)])",
        "[0, 1, 1, 2, 3, 5, 8, 13, 21, 34]\n",
    );
    prints(
        "x = 1\n[x for x in range(3)]\na, (b, c) = 1, (2, 3)\nd = {}\nd['k'] = [a]\nd['k'] += [b]\nprint(x, c, d)",
        "1 3 {'k': [1, 2]}\n",
    );
    prints(
        "def f():\n    try:\n        return int('x')\n    except (KeyError, ValueError) as e:\n        return str(e)\nprint(f())",
        "invalid literal for int() with base 10: 'x'\n",
    );
    prints(
        "try:\n    {}['a']\nexcept KeyError as e:\n    print('no', e)\nelse:\n    print('?')\nfinally:\n    print('end')",
        "no 'a'\nend\n",
    );
    prints(
        "def counter():\n    n = [0]\n    def add():\n        n[0] += 1\n        return n[0]\n    return add\nc = counter(); c(); print(c())",
        "2\n",
    );
    prints("total = 0\ndef add(x):\n    global total\n    total += x\nadd(3); add(4)\nprint(total)", "7\n");
}

#[test]
fn files_modules_and_streams() {
    prints(
        "import json, os\nwith open('/tmp/a.json', 'w') as f:\n    json.dump({'a': [1, 'x'], 'b': None}, f)\nprint(open('/tmp/a.json').read(), os.path.exists('/tmp/a.json'), os.listdir('/tmp'))",
        "{\"a\": [1, \"x\"], \"b\": null} True ['a.json']\n",
    );
    prints(
        "import json\nprint(json.dumps({'b': 1, 'a': [True, 1.5, 'é']}, indent=2, sort_keys=True))",
        "{\n  \"a\": [\n    true,\n    1.5,\n    \"\\u00e9\"\n  ],\n  \"b\": 1\n}\n",
    );
    prints("import json\nprint(json.dumps('~\\x7f'))", "\"~\\u007f\"\n");
    prints("import json\nprint(json.loads('{\"x\": [1, 2.5, \"\\\\u00e9\"]}')['x'])", "[1, 2.5, 'é']\n");
    prints("import sys\nprint(sys.argv)\nprint('e', file=sys.stderr)", "e\n['-c']\n");
    prints(
        "import os\nos.environ['A'] = 'b'\nprint(os.getenv('NOPE', 'd'), os.environ.get('A') == os.getenv('A'))",
        "d True\n",
    );
    prints("import time\na = time.time()\ntime.sleep(2.5)\nprint(round(time.time() - a, 1))", "2.5\n");
    let sum = "import sys\nprint(sum(int(line) for line in sys.stdin))";
    assert_eq!(run_with(sum, "1\n2\n3\n").0, "6\n");
    assert_eq!(run_with("print(input() + '!'); print(input())", "a\nb").0, "a!\nb\n");
}

#[test]
fn what_goes_wrong() {
    let trace = "Traceback (most recent call last):\n  File \"<string>\", line ";
    for (source, said) in [
        ("print(1/0)", "1, in <module>\nZeroDivisionError: division by zero\n"),
        ("x", "1, in <module>\nNameError: name 'x' is not defined\n"),
        ("[][1]", "1, in <module>\nIndexError: list index out of range\n"),
        ("iter()", "1, in <module>\nTypeError: iter() got arguments that it does not take\n"),
        ("sorted()", "1, in <module>\nTypeError: sorted() got arguments that it does not take\n"),
        (
            "int([])",
            "1, in <module>\nTypeError: int() argument must be a string, a bytes-like object or a real number, not 'list'\n",
        ),
        ("'a' + 1", "1, in <module>\nTypeError: can only concatenate str (not \"int\") to str\n"),
        (
            "def f():\n    raise ValueError('no')\nf()",
            "3, in <module>\n  File \"<string>\", line 2, in f\nValueError: no\n",
        ),
        ("open('/nope')", "1, in <module>\nFileNotFoundError: [Errno 2] No such file or directory: '/nope'\n"),
        ("import yaml", "1, in <module>\nModuleNotFoundError: No module named 'yaml'\n"),
        ("assert 1 == 2, 'x'", "1, in <module>\nAssertionError: x\n"),
    ] {
        assert_eq!(run(source), (format!("{trace}{said}"), 1), "{source}");
    }
    assert_eq!(run("import sys; sys.exit(3)").1, 3);
    assert_eq!(run("exit('bye')"), ("bye\n".to_string(), 1));
    assert!(run("print('a'").0.contains("SyntaxError: '(' was never closed"));
    for source in
        ["class A: pass", "import re", "x = b'a'", "def f(): yield 1", "2 ** 100", "@x\ndef f(): pass", "eval('1')"]
    {
        let (said, code) = run(source);
        assert!(code == 1 && said.contains("not simulated"), "{source}: {said}");
    }
}

#[test]
fn what_never_ends_is_bounded() {
    assert!(run("def f(): return f()\nf()").0.ends_with("RecursionError: maximum recursion depth exceeded\n"));
    assert!(run("x = 'a'\nwhile True: x += x").0.ends_with("MemoryError\n"));
    assert!(run("l = []\nwhile True: l.append('x' * 1000)").0.ends_with("MemoryError\n"));
    let (said, _) = run(&format!("x = {}1{}", "(".repeat(500), ")".repeat(500)));
    assert!(said.contains("too many nested parentheses"), "{said}");
}
