using CsCheck;
using Slipway.Oci.Manifests;
using Slipway.Oci.Sources;

namespace Slipway.Oci.Tests.Sources;

public sealed class VerifyingStreamTests
{
    [Fact]
    public void Read_AnyBytesInAnyPieces_ArePassedOrRefused() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Byte.Array[0, 200], Gen.Int[1, 64], Gen.Bool).Sample((promised, other, piece, same) =>
        {
            var delivered = same ? promised : other;
            var blob = new Descriptor { MediaType = "x", Digest = Digest.Of(promised), Size = promised.Length };
            using var stream = new VerifyingStream(new MemoryStream(delivered), blob, "the blob");
            var (read, refused) = Drain(stream, piece);
            Assert.Equal(promised.AsSpan().SequenceEqual(delivered), !refused);
            Assert.True(!refused || read < promised.Length || promised.Length == 0, "unverified bytes were delivered whole");
        });

    private static (int Read, bool Refused) Drain(Stream stream, int piece)
    {
        var read = 0;
        try
        {
            for (int count; (count = stream.Read(new byte[piece])) > 0;)
                read += count;
            return (read, false);
        }
        catch (OciException e) when (e.Code == OciErrorCode.DigestMismatch)
        {
            return (read, true);
        }
    }
}
