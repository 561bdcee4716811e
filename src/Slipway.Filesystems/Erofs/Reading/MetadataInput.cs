using Slipway.Filesystems.Blocks;

namespace Slipway.Filesystems.Erofs.Reading;

/// <summary>Reads bytes of metadata by their position in the image, across blocks where they lie so.</summary>
internal sealed class MetadataInput(Volume volume, BlockInput input)
{
    /// <param name="purpose">What should stand there, for the message when the position is wrong.</param>
    public void Read(long position, Span<byte> target, string purpose)
    {
        while (!target.IsEmpty)
        {
            var within = (int)(position & (volume.BlockSizeBytes - 1));
            var part = input.Block((ulong)position >> volume.BlockBits, purpose)[within..];
            part = part[..Math.Min(part.Length, target.Length)];
            part.CopyTo(target);
            target = target[part.Length..];
            position += part.Length;
        }
    }
}
