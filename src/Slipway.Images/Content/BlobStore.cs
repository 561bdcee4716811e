using Slipway.Linux.Files;
using Slipway.Oci;
using Slipway.Oci.Manifests;

namespace Slipway.Images.Content;

/// <summary>
/// Verified content by its digest. A blob that has a name is whole: it is written without a name, hashed on the way, synced and only then
/// linked, so a kill or a power cut leaves either all of it or nothing. Safe for use by several threads and processes.
/// <code>
/// blobs/sha256/&lt;64 hex digits&gt;    manifests, configurations and layers, as the source gave them
/// blobs/sha512/&lt;128 hex digits&gt;
/// </code>
/// </summary>
internal sealed class BlobStore
{
    private static readonly string[] s_algorithms = [Digest.Sha256, Digest.Sha512];

    private readonly string _root;

    /// <param name="dataDirectory">Slipway's data directory; <c>blobs</c> below it is this store's.</param>
    public BlobStore(string dataDirectory)
    {
        _root = Path.Combine(dataDirectory, "blobs");
        foreach (var algorithm in s_algorithms)
            Directory.CreateDirectory(Path.Combine(_root, algorithm));
    }

    /// <summary>Where a blob is, or would be.</summary>
    public string PathOf(Digest digest) => Path.Combine(_root, digest.Algorithm, digest.Hex);

    /// <summary>
    /// True when the blob is here with the size that its descriptor says; one of another size was damaged from outside and is removed.
    /// </summary>
    public bool Has(Descriptor blob)
    {
        var file = new FileInfo(PathOf(blob.Digest));
        if (!file.Exists)
            return false;
        if (file.Length == blob.Size)
            return true;
        file.Delete();
        return false;
    }

    /// <summary>Opens a blob that <see cref="Has"/> confirmed; the caller disposes it.</summary>
    public Stream Open(Digest digest) =>
        new FileStream(PathOf(digest), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: false);

    /// <summary>Reads a small blob and checks its digest; null when it is missing, larger than <paramref name="maxBytes"/> or damaged.</summary>
    public ReadOnlyMemory<byte>? TryRead(Digest digest, int maxBytes)
    {
        try
        {
            using var file = File.OpenHandle(PathOf(digest), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var length = RandomAccess.GetLength(file);
            if (length > maxBytes)
                return null;
            var bytes = new byte[length];
            if (RandomAccess.Read(file, bytes, 0) == length && digest.Matches(bytes))
                return bytes;
            return null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Adds bytes whose digest was checked; replaces a damaged blob.</summary>
    public void Add(Digest digest, ReadOnlySpan<byte> bytes)
    {
        if (TryRead(digest, bytes.Length) is not null)
            return;
        File.Delete(PathOf(digest));
        using var ingest = BeginIngest(digest, bytes.Length);
        ingest.Append(bytes);
        ingest.Commit();
    }

    /// <summary>Begins to write a blob; the caller disposes the ingest, which vanishes unless it was committed.</summary>
    public BlobIngest BeginIngest(Digest digest, long sizeBytes) => new(PathOf(digest), digest, sizeBytes);

    /// <summary>True when the blob's bytes have its digest. Reads all of it.</summary>
    public async Task<bool> VerifyAsync(Digest digest, CancellationToken cancellationToken)
    {
        await using var content = Open(digest);
        using var hash = digest.CreateHash();
        var buffer = new byte[BlobIngest.ChunkBytes];
        for (int n; (n = await content.ReadAsync(buffer, cancellationToken)) > 0;)
            hash.AppendData(buffer, 0, n);
        return Digest.FromHash(digest.Algorithm, hash.GetHashAndReset()) == digest;
    }

    /// <summary>All blobs, in no order. Files that are no blobs are passed over.</summary>
    public IEnumerable<Digest> List()
    {
        foreach (var algorithm in s_algorithms)
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(_root, algorithm)))
            {
                if (Digest.TryParse($"{algorithm}:{Path.GetFileName(file)}", out var digest))
                    yield return digest;
            }
        }
    }

    /// <summary>Bytes that a blob takes of the disk; 0 when there is none.</summary>
    public long SizeOf(Digest digest) => AllocatedSize.Of(PathOf(digest));

    /// <summary>Removes a blob; returns the bytes that were freed. Whoever has it open reads on.</summary>
    public long Remove(Digest digest)
    {
        var size = SizeOf(digest);
        File.Delete(PathOf(digest));
        return size;
    }
}
