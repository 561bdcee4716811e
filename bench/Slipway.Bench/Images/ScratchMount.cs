namespace Slipway.Bench.Images;

/// <summary>A filesystem of a kind in a sparse file, mounted until disposed.</summary>
internal sealed class ScratchMount : IAsyncDisposable
{
    private readonly string _directory;

    private ScratchMount(string directory) => _directory = directory;

    public string Path => System.IO.Path.Combine(_directory, "mount");

    /// <summary>Null, and said why, where there can be none: without root, or without <c>mkfs.KIND</c>.</summary>
    public static async Task<ScratchMount?> TryCreateAsync(string kind, int mebibytes, string directory, CancellationToken cancellationToken)
    {
        var scratch = Directory.CreateDirectory(System.IO.Path.Combine(directory, $"{kind}-{Guid.NewGuid():N}")).FullName;
        try
        {
            await Command.TimeShellAsync(
                $"PATH=$PATH:/usr/sbin:/sbin; cd '{scratch}'; truncate -s {mebibytes}M file; mkfs.{kind} -q file; mkdir mount; mount -o loop file mount", cancellationToken);
            return new ScratchMount(scratch);
        }
        catch (InvalidOperationException e)
        {
            Console.Error.WriteLine($"no {kind} here: {e.Message}");
            Directory.Delete(scratch, recursive: true);
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Command.TimeShellAsync($"umount '{Path}'", CancellationToken.None);
        Directory.Delete(_directory, recursive: true);
    }
}
