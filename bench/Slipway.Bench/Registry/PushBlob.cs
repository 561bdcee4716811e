using System.Text;

namespace Slipway.Bench.Registry;

/// <summary>A blob to push.</summary>
/// <param name="Bytes">All of it.</param>
/// <param name="Chunks">Its first <paramref name="Framed"/> bytes as HTTP chunks; the last chunks are missing.</param>
internal sealed record PushBlob(string Digest, ReadOnlyMemory<byte> Bytes, ReadOnlyMemory<byte> Chunks, int Framed)
{
    /// <summary>What follows <see cref="Chunks"/> (RFC 9112 §7.1).</summary>
    public byte[] LastChunks()
    {
        var rest = Bytes.Span[Framed..];
        return [.. Encoding.ASCII.GetBytes($"{rest.Length:x}\r\n"), .. rest, .. "\r\n0\r\n\r\n"u8];
    }
}
