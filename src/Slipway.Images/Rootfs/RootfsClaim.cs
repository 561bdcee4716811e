using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;

namespace Slipway.Images.Rootfs;

/// <summary>The record of a rootfs that nobody runs from and nobody can lease until this is disposed.</summary>
internal sealed class RootfsClaim(string path, SafeFileHandle? file) : IDisposable
{
    /// <summary>Removes the record; its layers then go with the next sweep, unless another image has them.</summary>
    public void Remove() => File.Delete(path);

    public void Dispose()
    {
        if (file is null or { IsClosed: true })
            return;
        FileLock.Release(file);
        file.Dispose();
    }
}
