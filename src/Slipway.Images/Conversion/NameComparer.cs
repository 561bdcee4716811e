using System.Diagnostics.CodeAnalysis;

namespace Slipway.Images.Conversion;

/// <summary>Names are equal when their bytes are. Hashed with the process's random seed: nobody can prepare names that collide.</summary>
internal sealed class NameComparer : IEqualityComparer<ReadOnlyMemory<byte>>
{
    public static NameComparer Instance { get; } = new();

    public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

    public int GetHashCode([DisallowNull] ReadOnlyMemory<byte> name)
    {
        var hash = new HashCode();
        hash.AddBytes(name.Span);
        return hash.ToHashCode();
    }
}
