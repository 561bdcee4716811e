using System.Text;
using Slipway.Linux.Files;
using Slipway.Linux.Mounts;
using Slipway.Linux.Namespaces;
using Slipway.Linux.Processes;
using Slipway.Linux.Sockets;

namespace Slipway.Linux.Tests.Processes;

/// <summary>What a confined child is, judged by /proc and by a busybox-less shell inside.</summary>
public sealed class ConfinedChildTests : IDisposable
{
    private const uint Id = 765_999;

    private readonly TemporaryDirectory _directory = new();
    private readonly TemporaryDirectory _content = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ConfinedChildTests() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "confining takes root");

    public void Dispose()
    {
        _directory.Dispose();
        _content.Dispose();
    }

    [Fact]
    public async Task Child_Status_IsOfItsUserAloneWithoutRights()
    {
        using var jail = new TestJail(_directory.Path, _content.Path);
        await using var child = await jail.StartAsync("exec sleep 1000");

        var status = await File.ReadAllLinesAsync($"/proc/{child.Id}/status", Token);

        Assert.Contains($"Uid:\t{Id}\t{Id}\t{Id}\t{Id}", status);
        Assert.Contains($"Gid:\t{Id}\t{Id}\t{Id}\t{Id}", status);
        Assert.Contains("Groups:\t ", status);
        Assert.Contains("NoNewPrivs:\t1", status);
        Assert.Contains("CapEff:\t0000000000000000", status);
        Assert.Contains("CapPrm:\t0000000000000000", status);
        Assert.Contains("CapBnd:\t0000000000000000", status);
        Assert.Contains("SigIgn:\t0000000000000000", status);
        Assert.Contains("SigBlk:\t0000000000000000", status);
        Assert.Contains("Umask:\t0077", status);
    }

    [Theory]
    [InlineData("mnt")]
    [InlineData("pid")]
    [InlineData("ipc")]
    [InlineData("uts")]
    public async Task Child_Namespace_IsItsOwn(string kind)
    {
        using var jail = new TestJail(_directory.Path, _content.Path);
        await using var child = await jail.StartAsync("exec sleep 1000");

        Assert.NotEqual(File.ResolveLinkTarget($"/proc/self/ns/{kind}", false)!.Name, File.ResolveLinkTarget($"/proc/{child.Id}/ns/{kind}", false)!.Name);
    }

    [Fact]
    public async Task Child_Root_HoldsWhatWasGivenAndCannotBeWritten()
    {
        using var jail = new TestJail(_directory.Path, _content.Path);

        var said = await jail.RunAsync("echo /*; echo /etc/*; cat /etc/given; (echo more > /etc/given) 2>&1; (echo x > /new) 2>&1; hostname");

        var lines = said.Split('\n');
        Assert.Equal("/dev /etc /lib /lib64 /usr", lines[0]);
        Assert.Equal("/etc/given", lines[1]);
        Assert.Equal("content", lines[2]);
        Assert.Contains("Read-only file system", lines[3], StringComparison.Ordinal);
        Assert.Contains("Read-only file system", lines[4], StringComparison.Ordinal);
        Assert.Equal("machine", lines[5]);
    }

    [Fact]
    public async Task Child_Mounts_AreNotSeenOutside()
    {
        using var jail = new TestJail(_directory.Path, _content.Path);
        await using var child = await jail.StartAsync("exec sleep 1000");

        Assert.Contains(" /etc/given ", await File.ReadAllTextAsync($"/proc/{child.Id}/mountinfo", Token), StringComparison.Ordinal);
        // Not all of them are compared: mounts of other processes come and go.
        var outside = await File.ReadAllTextAsync("/proc/self/mountinfo", Token);
        Assert.DoesNotContain(_content.Path, outside, StringComparison.Ordinal);
        Assert.DoesNotContain(_directory.Path, outside, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public async Task Namespace_Disposed_KillsTheChild()
    {
        var jail = new TestJail(_directory.Path, _content.Path);
        await using var child = await jail.StartAsync("exec sleep 1000");

        jail.Dispose();

        Assert.Equal(9, (await child.Exited.WaitAsync(Token)).Signal);
    }

    [Fact]
    public async Task Start_ProgramThatIsNotInTheRoot_NamesIt()
    {
        using var jail = new TestJail(_directory.Path, _content.Path);

        var error = await Assert.ThrowsAsync<LinuxException>(() => jail.StartAsync("", "/bin/missing"));

        Assert.Equal(Errno.NoEntry, error.Errno);
        Assert.Contains("/bin/missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_HandedPath_GetsTheFileAndItsAccess()
    {
        using var jail = new TestJail(_directory.Path, _content.Path);
        using var unnamed = UnnamedFile.Create(_content.Path);
        RandomAccess.Write(unnamed, "unnamed\n"u8, 0);
        using var file = ReopenedFile.Open(unnamed, writable: false);

        var said = await jail.RunAsync("exec 9<>/etc/given && cat <&9; (echo more >&9) 2>&1; exec 8<>/dev/null", new HandedFile("/etc/given", file));

        Assert.StartsWith("unnamed\n", said, StringComparison.Ordinal);
        Assert.Contains("echo: I/O error", said, StringComparison.Ordinal); // dash's word for EBADF
        Assert.Equal("unnamed\n".Length, RandomAccess.GetLength(unnamed));
    }

    /// <summary>A root with the system's shell, and one file.</summary>
    private sealed class TestJail : IDisposable
    {
        private readonly string _directory;
        private readonly ProcessNamespace _processes = ProcessNamespace.Create(Id + 1);
        private readonly DetachedMount _root = DetachedMount.CreateInMemory(1 << 20);
        private readonly List<(string, DetachedMount)> _mounts = [];

        public TestJail(string directory, string content)
        {
            _directory = directory;
            foreach (var name in (string[])["usr", "lib", "lib64", "dev", "etc"])
                Directory.CreateDirectory(_root.AddressOf(name), (UnixFileMode)0x1ED);
            foreach (var name in (string[])["/usr", "/lib", "/lib64"])
                _mounts.Add((name, DetachedMount.Of(name)));
            File.WriteAllText(_root.AddressOf("etc/given"), "");
            var given = Path.Combine(content, "given");
            File.WriteAllText(given, "content\n");
            _mounts.Add(("/etc/given", DetachedMount.Of(given)));
        }

        public Task<OwnedChild> StartAsync(string script, string program = "/usr/bin/sh", SocketPair? output = null, HandedFile? handed = null) => OwnedChild.StartAsync(new OwnedChildConfig
        {
            Program = program,
            Arguments = ["-c", script],
            Environment = ["PATH=/usr/bin"],
            StandardOutput = output?.Theirs,
            Confinement = new Confinement { Processes = _processes, Directory = _directory, Root = _root, Mounts = _mounts, Id = Id, Files = handed is null ? [] : [handed] },
        });

        public async Task<string> RunAsync(string script, HandedFile? handed = null)
        {
            using var output = SocketPair.Create();
            await using var child = await StartAsync(script, output: output, handed: handed);
            await using var ours = output.TakeOurs();
            output.Theirs.Dispose();
            using var reader = new StreamReader(ours, Encoding.UTF8);
            return await reader.ReadToEndAsync(Token);
        }

        public void Dispose()
        {
            _processes.Dispose();
            _root.Dispose();
            _mounts.ForEach(mount => mount.Item2.Dispose());
        }
    }
}
