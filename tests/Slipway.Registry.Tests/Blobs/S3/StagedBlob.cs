using System.IO.Pipelines;
using System.Security.Cryptography;
using Slipway.Oci;
using Slipway.Registry.Blobs;

namespace Slipway.Registry.Tests.Blobs.S3;

/// <summary>A staged file of pseudo-random bytes, and ways to compare what a store makes of it, without ever holding it whole.</summary>
internal sealed class StagedBlob : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private StagedBlob(long length) => Length = length;

    public long Length { get; }

    public string Path => _directory["staged"];

    public Digest Digest { get; private set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<StagedBlob> CreateAsync(long length, string algorithm = Digest.Sha256)
    {
        var blob = new StagedBlob(length);
        using var hash = IncrementalHash.CreateHash(algorithm == Digest.Sha512 ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256);
        using var file = File.Create(blob.Path, bufferSize: 0);
        var random = new Random((int)length);
        var buffer = new byte[64 * 1024];
        for (long left = length; left > 0; left -= buffer.Length)
        {
            random.NextBytes(buffer);
            var piece = buffer.AsMemory(0, (int)Math.Min(left, buffer.Length));
            hash.AppendData(piece.Span);
            await file.WriteAsync(piece, Token);
        }

        blob.Digest = Digest.FromHash(algorithm, hash.GetHashAndReset());
        return blob;
    }

    /// <summary>Publishes, opens and compares length and digest.</summary>
    public async Task AssertReadableAsync(IBlobStore store)
    {
        using var content = await store.OpenAsync(Digest, Token);
        Assert.NotNull(content);
        Assert.Equal(Length, content.Length);
        Assert.Equal(Digest, await DigestAsync(content));
    }

    /// <summary>The digest of all that a copy of the content delivers.</summary>
    public async Task<Digest> DigestAsync(IBlobContent content)
    {
        using var hash = Digest.CreateHash();
        await CopyAsync(content, 0, content.Length, bytes => hash.AppendData(bytes.Span));
        return Digest.FromHash(Digest.Algorithm, hash.GetHashAndReset());
    }

    /// <summary>The bytes of a range.</summary>
    public static async Task<byte[]> ReadAsync(IBlobContent content, long offset, long count)
    {
        using var all = new MemoryStream();
        await CopyAsync(content, offset, count, bytes => all.Write(bytes.Span));
        return all.ToArray();
    }

    /// <summary>The same range of the staged file.</summary>
    public async Task<byte[]> ReadStagedAsync(long offset, int count)
    {
        var bytes = new byte[count];
        using var file = File.OpenHandle(Path);
        Assert.Equal(count, await RandomAccess.ReadAsync(file, bytes, offset, Token));
        return bytes;
    }

    public void Dispose() => _directory.Dispose();

    private static async Task CopyAsync(IBlobContent content, long offset, long count, Action<ReadOnlyMemory<byte>> take)
    {
        var pipe = new Pipe();
        var copying = WriteAsync();
        while (true)
        {
            var result = await pipe.Reader.ReadAsync(Token);
            foreach (var segment in result.Buffer)
                take(segment);
            pipe.Reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                break;
        }

        await copying;

        async Task WriteAsync()
        {
            try
            {
                await content.CopyToAsync(pipe.Writer, offset, count, Token);
            }
            finally
            {
                await pipe.Writer.CompleteAsync();
            }
        }
    }
}
