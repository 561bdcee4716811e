using Slipway.Linux.Files;

namespace Slipway.Oci.Layouts;

/// <summary>Whose turn it is to replace a layout's index, by a lock on its marker file; dropped by the kernel however the holder ends.</summary>
internal static class LayoutLock
{
    /// <summary>An index is replaced within milliseconds; who holds it for longer has stopped.</summary>
    private const int MaxTries = 200;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits for the lock; disposing what it returns gives it back. Errors: <see cref="OciErrorCode.Unsupported"/> when it is never free.</summary>
    public static async Task<IDisposable> TakeAsync(string directory, TimeProvider time, CancellationToken cancellationToken)
    {
        var path = Path.Combine(directory, LayoutMarker.FileName);
        var file = FileLock.TryOpen(path) ?? throw new OciException(OciErrorCode.NotFound, $"{path} is gone: somebody removes the layout while it is written.");
        try
        {
            for (var tries = 0; !FileLock.TryTake(file, LockMode.Exclusive); tries++)
            {
                if (tries == MaxTries)
                    throw new OciException(OciErrorCode.Unsupported, $"another process holds {path} locked; try again when it has ended.");
                await Task.Delay(s_pause, time, cancellationToken);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
