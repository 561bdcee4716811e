namespace Slipway.Filesystems.Tree;

/// <summary>Names and link targets, packed into 64 KiB chunks and addressed by 32 bits. What is removed is not reclaimed.</summary>
internal sealed class ByteSlab
{
    private const int ChunkBits = 16;
    private const int ChunkLength = 1 << ChunkBits;
    private readonly List<byte[]> _chunks = [];
    private int _used = ChunkLength;

    /// <summary>Copies <paramref name="bytes"/> (at most 64 KiB) and returns their address.</summary>
    public uint Add(ReadOnlySpan<byte> bytes)
    {
        if (_used + bytes.Length > ChunkLength)
        {
            if (_chunks.Count == 1 << (32 - ChunkBits))
                throw new FilesystemException("names and link targets of the tree exceed 4 GiB; an image cannot hold more");
            _chunks.Add(GC.AllocateUninitializedArray<byte>(ChunkLength));
            _used = 0;
        }

        var address = (uint)(_chunks.Count - 1) << ChunkBits | (uint)_used;
        bytes.CopyTo(_chunks[^1].AsSpan(_used));
        _used += bytes.Length;
        return address;
    }

    public ReadOnlyMemory<byte> Get(uint address, int length) =>
        _chunks[(int)(address >> ChunkBits)].AsMemory((int)(address & (ChunkLength - 1)), length);

    public ReadOnlySpan<byte> Span(uint address, int length) =>
        _chunks[(int)(address >> ChunkBits)].AsSpan((int)(address & (ChunkLength - 1)), length);
}
