namespace Slipway.Testing;

/// <summary>A filesystem of a kind in a file, mounted until disposed; skips the test where there can be none.</summary>
internal sealed class HostFilesystem : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private HostFilesystem()
    {
    }

    public string Path => _directory["mount"];

    /// <param name="kind">As in <c>mkfs.KIND</c>.</param>
    public static async Task<HostFilesystem> CreateAsync(string kind, int mebibytes)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, $"needs root: it mounts {kind}");
        Tool.Require($"mkfs.{kind}", "mount");
        var filesystem = new HostFilesystem();
        try
        {
            var exitCode = await Shell.TryRunAsync(
                """truncate -s "$2M" "$3/file"; "mkfs.$1" -q "$3/file"; mkdir "$3/mount"; mount -o loop "$3/file" "$3/mount" """, kind, $"{mebibytes}", filesystem._directory.Path);
            Assert.SkipUnless(exitCode == 0, $"no {kind} can be made and mounted here");
            return filesystem;
        }
        catch
        {
            filesystem._directory.Dispose();
            throw;
        }
    }

    /// <summary>Leaves no room: XFS gives back what it had set aside for one file when the next is written, so files are written until one stays empty.</summary>
    public async Task FillAsync() => Assert.Equal("full", await Shell.RunAsync(
        """
        free=$(stat -f --format='%a %S' "$1" | (read a s; echo $((a * s))))
        fallocate -l $((free - (16 << 20))) "$1/fill" 2>/dev/null || :
        for round in $(seq 50); do
          dd if=/dev/zero of="$1/fill-$round" bs=4k status=none 2>/dev/null || :
          sync -f "$1"
          [ -s "$1/fill-$round" ] || { printf full; break; }
        done
        """,
        Path));

    public async ValueTask DisposeAsync()
    {
        // Lazily: a VMM that was killed, or a process that is just being started, may still have a file of it open for a moment.
        await Shell.RunAsync("""umount --lazy "$1" """, Path);
        _directory.Dispose();
    }
}
