import subprocess
import sys


def main():
    text = "import sys; print(sys.stdin.read()[::-1], end=''); sys.exit(3)"
    with subprocess.Popen([sys.executable, "-S", "-c", text], stdin=-1, stdout=-1, text=True) as child:
        out, _ = child.communicate("abc", timeout=600)
    first = subprocess.Popen(["/bin/echo", "one two"], stdout=-1)
    second = subprocess.run(["/usr/bin/wc", "-w"], stdin=first.stdout, capture_output=True, text=True)
    first.stdout.close()
    first.wait()
    try:
        subprocess.run(["/bin/sleep", "100"], timeout=10)
    except subprocess.TimeoutExpired:
        out += " late"
    return [out, child.returncode, second.stdout.strip()]


EXPECTED = ["cba late", 3, "2"]
