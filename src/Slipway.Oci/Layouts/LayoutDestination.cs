using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;
using Slipway.Oci.Copies;
using Slipway.Oci.Manifests;

namespace Slipway.Oci.Layouts;

/// <summary>
/// An OCI image layout in a directory, made or added to. A blob gets its name only once it is whole and verified, and the index, which is replaced last
/// and at once, never names what is not there, however the writer ends. Several writers may add to one layout.
/// </summary>
internal sealed class LayoutDestination(string name, string? reference, string directory, TimeProvider time) : IImageDestination
{
    private const int CopyBytes = 256 * 1024;

    private const string Marker = """{"imageLayoutVersion":"1.0.0"}""";

    public string Name => name;

    public Task PrepareAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        var marker = Path.Combine(directory, LayoutMarker.FileName);
        if (!File.Exists(marker))
        {
            if (Directory.EnumerateFileSystemEntries(directory).Any())
                throw new OciException(OciErrorCode.Unsupported, $"{directory} is not empty and no OCI image layout (it has no {LayoutMarker.FileName}); name a new directory.");
            DurableFile.Replace(marker, System.Text.Encoding.UTF8.GetBytes(Marker));
        }

        foreach (var algorithm in (string[])[Digest.Sha256, Digest.Sha512])
            Directory.CreateDirectory(Path.Combine(directory, "blobs", algorithm));
        return Task.CompletedTask;
    }

    public async Task<CopyPhase> PutBlobAsync(
        Descriptor blob, Func<CancellationToken, Task<Stream>> openAsync, Action<long> done, CancellationToken cancellationToken)
    {
        var path = PathOf(blob.Digest);
        if (new FileInfo(path) is { Exists: true } there && there.Length == blob.Size)
            return CopyPhase.Exists;

        var temporary = Path.Combine(directory, DurableFile.TemporaryPrefix + Guid.NewGuid().ToString("N"));
        try
        {
            await using (var content = await openAsync(cancellationToken))
            {
                using var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, options: FileOptions.Asynchronous);
                await WriteAsync(content, file, done, cancellationToken);
                RandomAccess.FlushToDisk(file);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        DirectorySync.Sync(Path.GetDirectoryName(path)!);
        return CopyPhase.Copied;
    }

    public Task PutManifestAsync(PlannedManifest manifest, CancellationToken cancellationToken)
    {
        DurableFile.Replace(PathOf(manifest.Digest), manifest.Bytes.Span);
        return Task.CompletedTask;
    }

    public async Task PublishAsync(PlannedManifest manifest, CancellationToken cancellationToken)
    {
        await PutManifestAsync(manifest, cancellationToken);
        using var turn = await LayoutLock.TakeAsync(directory, time, cancellationToken);
        var path = Path.Combine(directory, LayoutSource.IndexFileName);
        var before = File.Exists(path) ? await LayoutIndexFile.ReadAsync(path, cancellationToken) : null;
        DurableFile.Replace(path, LayoutIndexFile.With(before, path, reference, manifest));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string PathOf(Digest digest) => Path.Combine(directory, "blobs", digest.Algorithm, digest.Hex);

    private static async Task WriteAsync(Stream content, SafeFileHandle file, Action<long> done, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBytes);
        try
        {
            long written = 0;
            for (int count; (count = await content.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                await RandomAccess.WriteAsync(file, buffer.AsMemory(0, count), written, cancellationToken);
                done(written += count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
