using CsCheck;
using Slipway.Vmm.Kernels;

namespace Slipway.Vmm.Tests.Kernels;

public sealed class Lz4LegacyDecoderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(100_000)]
    [InlineData((8 << 20) + 5)] // two blocks
    public async Task Decode_PackedByLz4_GivesTheInput(int length)
    {
        var random = new Random(length);
        var data = new byte[length];
        for (var i = 0; i < length; i++)
            data[i] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)(i / 7);

        var unpacked = Lz4LegacyDecoder.Decode(await TestBzImage.PackAsync(data, "lz4"), 64 << 20);

        Assert.True(data.AsSpan().SequenceEqual(unpacked));
    }

    [Fact]
    public async Task Decode_MoreThanAllowed_IsRefused()
    {
        var packed = await TestBzImage.PackAsync(new byte[1000], "lz4");

        var error = Assert.Throws<InvalidDataException>(() => Lz4LegacyDecoder.Decode(packed, 999));

        Assert.Contains("999", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_AnyBytes_EndsOrIsRefused() =>
        Gen.Byte.Array[4, 300].Sample(
            bytes =>
            {
                // A frame of one block, so that most of the bytes reach the block's decoder.
                byte[] frame = [0x02, 0x21, 0x4C, 0x18, (byte)(bytes.Length & 255), (byte)(bytes.Length >> 8), 0, 0, .. bytes];
                try
                {
                    Lz4LegacyDecoder.Decode(frame, 1 << 20);
                }
                catch (InvalidDataException)
                {
                }
            },
            iter: 2000, threads: 1);
}
