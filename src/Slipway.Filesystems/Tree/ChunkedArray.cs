namespace Slipway.Filesystems.Tree;

/// <summary>A growing array of structs in fixed chunks: growth never copies, and references to elements stay valid.</summary>
internal sealed class ChunkedArray<T>
    where T : struct
{
    private const int ChunkBits = 10;
    private const int ChunkLength = 1 << ChunkBits;
    private T[][] _chunks = new T[4][];

    public uint Count { get; private set; }

    public ref T this[uint index] => ref _chunks[index >> ChunkBits][index & (ChunkLength - 1)];

    /// <summary>Adds a default element and returns its index.</summary>
    public uint Add()
    {
        var chunk = Count >> ChunkBits;
        if (chunk == _chunks.Length)
            Array.Resize(ref _chunks, _chunks.Length * 2);
        _chunks[chunk] ??= new T[ChunkLength];
        return Count++;
    }
}
