using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;

namespace Slipway.Images.Rootfs;

/// <summary>A rootfs that nobody runs from and nobody can lease until this is disposed.</summary>
internal sealed class RootfsClaim(string path, SafeFileHandle? file) : IDisposable
{
    /// <summary>Removes the file; returns its size in bytes, 0 when there was none.</summary>
    public long Remove()
    {
        var size = file is null ? 0 : RandomAccess.GetLength(file);
        File.Delete(path);
        return size;
    }

    public void Dispose()
    {
        if (file is null or { IsClosed: true })
            return;
        FileLock.Release(file);
        file.Dispose();
    }
}
