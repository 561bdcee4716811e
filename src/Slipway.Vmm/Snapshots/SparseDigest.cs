using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Slipway.Linux.Files;

namespace Slipway.Vmm.Snapshots;

/// <summary>
/// SHA-256 over what a file holds beside zeros: for each block of 64 KiB with another byte its offset (u64, little endian) and its bytes. Equal content
/// gives an equal digest wherever the holes are, and holes cost nothing.
/// </summary>
internal static class SparseDigest
{
    private const int BlockBytes = 64 * 1024;

    /// <returns>Hex.</returns>
    public static string Compute(string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = RegularFile.OpenRead(path);
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            var next = 0L;
            foreach (var (start, end) in SparseFile.DataOf(file))
            {
                for (var offset = Math.Max(next, start / BlockBytes * BlockBytes); offset < end; offset += BlockBytes)
                {
                    var read = RandomAccess.Read(file, block.AsSpan(0, BlockBytes), offset);
                    Append(hash, block.AsSpan(0, read), offset);
                    next = offset + BlockBytes;
                }
            }

            return Convert.ToHexStringLower(hash.GetCurrentHash());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> bytes, long offset)
    {
        if (!bytes.ContainsAnyExcept((byte)0))
            return;
        Span<byte> position = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(position, offset);
        hash.AppendData(position);
        hash.AppendData(bytes);
    }
}
