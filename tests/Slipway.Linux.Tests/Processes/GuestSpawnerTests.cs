using System.Text;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Processes;

namespace Slipway.Linux.Tests.Processes;

public sealed class GuestSpawnerTests
{
    [Fact]
    public void TrySpawn_Program_HasItsOwnSessionDefaultSignalsAndNoOtherDescriptor()
    {
        using var stray = FileDescriptor.Open("/dev/null", OpenFlags.ReadOnly);
        var text = Output("echo $PWD $A; ls /proc/self/fd | wc -l; grep -E 'SigBlk|SigIgn' /proc/self/status; test $$ = $(cut -d' ' -f6 /proc/$$/stat) && echo session", null);
        // The fourth descriptor is ls's own, of the directory.
        Assert.Equal(["/tmp value", "4", "SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000", "session"], text.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("/nonexistent", Errno.NoEntry)]
    [InlineData("/tmp", Errno.Access)]
    public void TrySpawn_NoProgram_GivesExecvesErrno(string path, int expected)
    {
        using var empty = FileDescriptor.Open("/dev/null", OpenFlags.ReadWrite);
        Assert.Equal(0, GuestSpawner.TrySpawn(Request(empty, empty, null) with { Path = path }, out var errno));
        Assert.Equal(expected, errno);
    }

    [Fact]
    public void TrySpawn_OtherUser_HasNoIdAndNoCapabilityOfRootAndTheCallerHasItsOwnBack()
    {
        if (!Environment.IsPrivilegedProcess)
            Assert.Skip("becoming another user needs root");
        var lines = Output("grep -E '^(Uid|Gid|Groups|CapPrm|CapEff):' /proc/self/status", new Credentials(1234, 2345, [7, 8])).TrimEnd().Split('\n');
        Assert.Equal("Uid:\t1234\t1234\t1234\t1234", lines[0]);
        Assert.Equal("Gid:\t2345\t2345\t2345\t2345", lines[1]);
        Assert.Equal("Groups:\t7 8", lines[2].TrimEnd());
        Assert.Equal("CapPrm:\t0000000000000000", lines[3]);
        Assert.Equal("CapEff:\t0000000000000000", lines[4]);
        Assert.Contains("Uid:\t0\t0\t0\t0", File.ReadAllText("/proc/thread-self/status"), StringComparison.Ordinal);
    }

    private static string Output(string script, Credentials? credentials)
    {
        using var input = FileDescriptor.Open("/dev/null", OpenFlags.ReadOnly);
        var (reader, writer) = FileDescriptor.Pipe();
        using (reader)
        {
            int pid;
            using (writer)
            {
                pid = GuestSpawner.TrySpawn(Request(input, writer, credentials) with { Args = ["sh", "-c", script] }, out var errno);
                Assert.Equal(0, errno);
            }

            var text = new StringBuilder();
            var buffer = new byte[4096];
            for (var read = reader.Read(buffer); read > 0; read = reader.Read(buffer))
                text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            Assert.True(pid > 0);
            return text.ToString();
        }
    }

    private static GuestSpawnRequest Request(FileDescriptor input, FileDescriptor output, Credentials? credentials) => new()
    {
        Path = "/bin/sh",
        Args = ["sh"],
        Env = ["PATH=/usr/bin:/bin", "A=value"],
        WorkingDir = "/tmp",
        Credentials = credentials,
        Stdin = input,
        Stdout = output,
        Stderr = output,
    };
}
