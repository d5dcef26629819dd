"""Right: Right: a new interpreter calls the target; the timeouts of subprocess."""
import pickle
import subprocess
import sys
import tempfile


def run_with_deadline(target, args, deadline, grace):
    with tempfile.TemporaryFile() as f:
        pickle.dump(sys.path, f)
        pickle.dump((target, args), f)
        f.seek(0)
        code = "import pickle,sys; f=sys.stdin.buffer; sys.path[:]=pickle.load(f); t,a=pickle.load(f); t(*a)"
        with subprocess.Popen([sys.executable, "-c", code], stdin=f) as p:
            try:
                return "done", p.wait(deadline)
            except subprocess.TimeoutExpired:
                p.terminate()
            try:
                return "terminated", p.wait(grace)
            except subprocess.TimeoutExpired:
                p.kill()
            return "killed", p.wait()
