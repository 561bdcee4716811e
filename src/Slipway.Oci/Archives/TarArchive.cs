using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;
using Slipway.Oci.Compression;
using Slipway.Oci.Layouts;
using Slipway.Oci.Sources;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Archives;

/// <summary>
/// A tar file whose members are read in any order: indexed once, then by offset. A compressed one is first unpacked into an unnamed temporary file
/// in <c>$TMPDIR</c> or <c>/var/tmp</c>, since gzip and zstd have no offsets.
/// </summary>
internal sealed class TarArchive(string path) : ILayoutFiles
{
    /// <summary>What a compressed archive may unpack to; the largest images published have tens of GiB.</summary>
    private const long MaxUnpackedBytes = 256L << 30;

    private const int CopyBufferBytes = 1024 * 1024;

    private FileStream? _file;
    private TarIndex? _index;

    public string Path => path;

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (_index is not null)
            return;

        var file = new FileStream(await OpenUnpackedAsync(cancellationToken), FileAccess.Read, bufferSize: 0);
        try
        {
            _index = TarIndex.Read(file, path, cancellationToken);
            _file = file;
        }
        catch (TarException e)
        {
            throw new OciException(OciErrorCode.Malformed, $"{path} is not a whole tar archive: {e.Message}", e);
        }
        finally
        {
            if (_file is null)
                await file.DisposeAsync();
        }
    }

    public FileRangeStream? Open(string name)
    {
        if (_file is null || _index is null)
            throw new InvalidOperationException($"{path} has not been prepared.");

        return _index.TryFind(name, out var content) ? new FileRangeStream(_file.SafeFileHandle, content.Offset, content.Length, owned: null) : null;
    }

    public void Dispose() => _file?.Dispose();

    private async Task<SafeFileHandle> OpenUnpackedAsync(CancellationToken cancellationToken)
    {
        var file = SourceFile.Open(path);
        try
        {
            await using var whole = LayerDecompression.Open(new FileRangeStream(file, 0, RandomAccess.GetLength(file), owned: null), out var compression);
            if (compression == LayerCompression.None)
                return file;

            var unpacked = await UnpackAsync(whole, cancellationToken);
            file.Dispose();
            return unpacked;
        }
        catch (InvalidDataException e)
        {
            file.Dispose();
            throw new OciException(OciErrorCode.Malformed, $"{path} cannot be unpacked: {e.Message}", e);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private async Task<SafeFileHandle> UnpackAsync(Stream source, CancellationToken cancellationToken)
    {
        var directory = Environment.GetEnvironmentVariable("TMPDIR") is { Length: > 0 } chosen ? chosen : "/var/tmp";
        var target = UnnamedFile.Create(directory);
        try
        {
            var buffer = new byte[CopyBufferBytes];
            long written = 0;
            for (int count; (count = await source.ReadAsync(buffer, cancellationToken)) > 0; written += count)
            {
                if (written + count > MaxUnpackedBytes)
                    throw new OciException(OciErrorCode.TooLarge, $"{path} unpacks to more than {MaxUnpackedBytes >> 30} GiB.");
                await RandomAccess.WriteAsync(target, buffer.AsMemory(0, count), written, cancellationToken);
            }

            return target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }
}
