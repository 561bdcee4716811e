using System.Security.Cryptography;
using System.Text;

namespace Slipway.Bench.Registry;

/// <summary>
/// Makes blobs of about one size, each unlike all others, for microseconds each: a blob is the start of one random buffer and one byte longer than the one
/// before it, so that its hash goes on from there. After one percent there is a new buffer. Thread safe.
/// </summary>
internal sealed class PushBody(int size) : IDisposable
{
    /// <summary>A chunk on the wire is as large as the Docker engine's (Go's io.Copy).</summary>
    private const int ChunkBytes = 32 * 1024;

    private readonly Lock _lock = new();
    private readonly int _growth = Math.Max(1, size / 100);
    private IncrementalHash? _hash;
    private byte[] _bytes = [];
    private byte[] _chunks = [];
    private int _length;

    /// <summary>A blob that nobody has seen.</summary>
    public PushBlob Next()
    {
        lock (_lock)
        {
            if (_hash is null || _length == _bytes.Length)
                Refill();
            _hash!.AppendData(_bytes, _length++, 1);
            return new PushBlob("sha256:" + System.Convert.ToHexStringLower(_hash.GetCurrentHash()), _bytes.AsMemory(0, _length), _chunks, size);
        }
    }

    public void Dispose() => _hash?.Dispose();

    private void Refill()
    {
        _bytes = RandomNumberGenerator.GetBytes(size + _growth);
        _chunks = Frame(_bytes.AsSpan(0, size));
        _length = size;
        _hash?.Dispose();
        _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _hash.AppendData(_bytes, 0, size);
    }

    private static byte[] Frame(ReadOnlySpan<byte> bytes)
    {
        using var framed = new MemoryStream(bytes.Length + (bytes.Length / ChunkBytes * 12) + 16);
        while (!bytes.IsEmpty)
        {
            var count = Math.Min(ChunkBytes, bytes.Length);
            framed.Write(Encoding.ASCII.GetBytes($"{count:x}\r\n"));
            framed.Write(bytes[..count]);
            framed.Write("\r\n"u8);
            bytes = bytes[count..];
        }

        return framed.ToArray();
    }
}
