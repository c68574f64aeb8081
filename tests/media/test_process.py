import os
import resource
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from dropd.media.endings import ProcessFault, StartFault
from dropd.media.process import Limits, Running, read_all, run, start

FREE = Limits(memory_mib=None)


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def test_what_a_tool_writes_is_returned_whole() -> None:
    wrote = read_all(python("print('x' * 3_000_000, end='')"), purpose="writer", limits=FREE)

    assert wrote == b"x" * 3_000_000


def test_tools_do_not_see_what_is_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = ("XTTS_API_KEY", "AZURE_KEY", "DROPD_SPEECH__OPENAI_KEY", "GITHUB_TOKEN", "https_proxy", "DB_PASSWORD")
    for name in secrets:
        monkeypatch.setenv(name, "hush")
    monkeypatch.setenv("LIBVA_DRIVER_NAME", "iHD")

    seen = read_all(("env",), purpose="test", limits=Limits()).decode()

    assert "hush" not in seen
    assert "LIBVA_DRIVER_NAME=iHD" in seen


def test_a_flood_on_standard_error_does_not_block() -> None:
    flood = "import sys; sys.stderr.write('y' * 2_000_000); print('done')"

    assert read_all(python(flood), purpose="talker", limits=FREE) == b"done\n"


def test_the_last_words_of_a_failed_tool_are_kept() -> None:
    words = "import sys; sys.stderr.write('y' * 100_000 + 'no such codec'); sys.exit(3)"

    with pytest.raises(ProcessFault) as caught:
        run(python(words), purpose="encoder", limits=FREE)

    assert caught.value.message == "The encoder ended with error 3."
    assert caught.value.exit_code == 3
    assert caught.value.stderr.endswith("no such codec")
    assert len(caught.value.stderr) < 20_000


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (signal.SIGSEGV, "The encoder crashed (SIGSEGV)."),
        (signal.SIGKILL, "The encoder was killed, most likely because the machine ran out of memory."),
        (signal.SIGRTMIN + 2, "The encoder crashed (signal 36)."),
    ],
)
def test_a_signal_becomes_a_sentence(number: int, sentence: str) -> None:
    with pytest.raises(ProcessFault) as caught:
        run(python(f"import os; os.kill(os.getpid(), {int(number)})"), purpose="encoder", limits=FREE)

    assert caught.value.message == sentence


def test_a_tool_that_stands_still_is_ended() -> None:
    with pytest.raises(ProcessFault) as caught:
        run(("sleep", "60"), purpose="encoder", limits=Limits(stall_s=0.1))

    assert caught.value.message == "The encoder stopped working and was ended."


def test_a_stall_is_seen_however_many_files_are_open() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    with ExitStack() as stack:
        stack.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        for _ in range(1100):
            stack.callback(os.close, os.open(os.devnull, os.O_RDONLY))

        with pytest.raises(ProcessFault, match="stopped working and was ended"):
            read_all(("sleep", "60"), purpose="sleeper", limits=Limits(stall_s=0.1))


def test_a_tool_that_gets_on_is_left_alone() -> None:
    steps = "import sys\nfor line in sys.stdin.buffer: print(flush=True)"
    with start(
        python(steps), purpose="stepper", limits=Limits(stall_s=30), takes_input=True, gives_output=True
    ) as running:
        for _ in range(3):
            running.stdin.write(b"\n")
            running.stdin.flush()
            assert running.stdout.readline() == b"\n"
            running.beat()
        running.finish()


def test_a_tool_that_cannot_be_started_is_a_fault() -> None:
    with pytest.raises(StartFault, match="The encoder could not be started"):
        run(("/nowhere/ffmpeg",), purpose="encoder", limits=FREE)


def test_a_tool_that_nobody_could_listen_to_is_a_fault_and_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(StartFault, match="could not be started"):
        start(("sleep", "60"), purpose="sleeper", limits=FREE)


def test_memory_beyond_the_limit_is_refused() -> None:
    with pytest.raises(ProcessFault) as caught:
        run(python("bytearray(900 << 20)"), purpose="hog", limits=Limits(memory_mib=400))

    assert "MemoryError" in caught.value.stderr


def test_files_beyond_the_limit_are_refused(tmp_path: Path) -> None:
    writes = f"open({str(tmp_path / 'big')!r}, 'wb').write(bytes(3 << 20))"

    with pytest.raises(ProcessFault):
        run(python(writes), purpose="writer", limits=Limits(file_mib=1))

    assert (tmp_path / "big").stat().st_size <= 1 << 20


def test_lines_are_told_as_they_come_and_the_end_after_them() -> None:
    heard: list[str] = []
    with start(
        python("import sys; sys.stderr.write('one\\n\\ntwo\\nthree')"),
        purpose="talker",
        limits=FREE,
        on_line=heard.append,
    ) as running:
        running.finish()

    assert heard == ["one", "two", "three", ""]


def test_leaving_the_context_kills_the_tool_and_what_it_started() -> None:
    family = "import subprocess, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"
    with start(python(family), purpose="parent", limits=FREE, gives_output=True) as running:
        grandchild = int(running.stdout.readline())

    assert ended_within(grandchild, 1.0)


def test_a_killed_parent_leaves_no_child_behind() -> None:
    parent = (
        "from dropd.media.process import Limits, start\n"
        "argv = ('sh', '-c', 'echo begun; exec sleep 60')\n"
        "running = start(argv, purpose='sleeper', limits=Limits(), gives_output=True)\n"
        "running.stdout.readline()\n"
        "print(running.pid, flush=True)\n"
        "input()\n"
    )
    with subprocess.Popen(python(parent), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        process.kill()

    assert ended_within(child, 1.0)


def test_input_that_nobody_reads_does_not_hide_why_a_tool_ended() -> None:
    with start(python("import sys; sys.exit(5)"), purpose="reader", limits=FREE, takes_input=True) as running:
        with pytest.raises(BrokenPipeError):
            running.stdin.write(bytes(4 << 20))
        with pytest.raises(ProcessFault) as caught:
            running.finish()

    assert caught.value.exit_code == 5


def test_input_ends_early_with_its_reader_and_not_with_an_error_of_its_maker() -> None:
    def made() -> Iterator[memoryview]:
        yield memoryview(bytearray(100))
        raise BrokenPipeError("of another pipe")

    started = partial(start, purpose="reader", limits=FREE, takes_input=True)
    for give in (Running.feed_all, Running.lend_all):
        with pytest.raises(BrokenPipeError, match="of another pipe"), started(("cat",)) as running:
            give(running, made())
        with pytest.raises(ProcessFault) as caught, started(python("import sys; sys.exit(5)")) as running:
            give(running, (memoryview(bytearray(4 << 20)) for _ in range(3)))
        assert caught.value.exit_code == 5


def test_no_thread_is_left_listening() -> None:
    run(("true",), purpose="nothing", limits=FREE)

    assert not [thread for thread in threading.enumerate() if thread.name == "stderr of nothing"]


def ended_within(pid: int, seconds: float) -> bool:
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], seconds)[0])
    finally:
        os.close(descriptor)
