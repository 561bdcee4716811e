using System.Globalization;
using CsCheck;
using Slipway.Oci.Manifests;
using Slipway.Oci.Pushes;
using Slipway.Oci.Sources;

namespace Slipway.Oci.Tests.Pushes;

/// <summary>The arithmetic of going on: what a registry says it has, and what is sent from there.</summary>
public sealed class UploadOffsetTests
{
    [Theory]
    [InlineData("0-1", 10L, 2L)]
    [InlineData("0-9", 10L, 10L)]
    [InlineData("bytes=0-8", 10L, 9L)]
    [InlineData("bytes 0-8", 10L, 9L)]
    [InlineData("0-9223372036854775806", 9223372036854775807L, 9223372036854775807L)]
    [InlineData("0-0", 10L, null)]
    [InlineData("0-10", 10L, null)]
    [InlineData("1-5", 10L, null)]
    [InlineData("0--5", 10L, null)]
    [InlineData("0-+5", 10L, null)]
    [InlineData("0-5 ,6-7", 10L, null)]
    [InlineData("0-99999999999999999999", 10L, null)]
    [InlineData("", 10L, null)]
    [InlineData(null, 10L, null)]
    public void Parse_Range_IsWhatIsThereOrNothing(string? range, long size, long? offset) => Assert.Equal(offset, UploadOffset.Parse(range, size));

    [Fact]
    public void Parse_AnyText_IsNothingOrWithinTheBlob() =>
        Gen.Select(Gen.OneOf(Gen.String, Gen.String["0-bytes= 123456789"]), Gen.Long[0, long.MaxValue]).Sample((text, size) =>
            UploadOffset.Parse(text, size) is not { } offset || (offset is >= 2 && offset <= size));

    [Fact]
    public async Task Resume_AnyCutsOfAnyBlob_DeliverEachByteOnce() =>
        await Gen.Select(Gen.Byte.Array[2, 5000], Gen.Int[1, 4999].List[0, 6]).SampleAsync(async (bytes, takes) =>
        {
            var blob = new Descriptor { MediaType = "x", Digest = Digest.Of(bytes), Size = bytes.Length };
            using var stored = new MemoryStream();
            foreach (var take in takes.Append(int.MaxValue))
            {
                var said = string.Create(CultureInfo.InvariantCulture, $"0-{Math.Max(0, stored.Length - 1)}");
                var offset = UploadOffset.Parse(said, blob.Size) ?? 0;
                stored.SetLength(offset); // a registry begins anew when we do
                if (offset == blob.Size)
                    break;
                using var content = BlobContent.Create(blob, offset, Open, static _ => { });
                using var sent = new MemoryStream();
                await content.CopyToAsync(sent, TestContext.Current.CancellationToken);
                Assert.Equal(content.Headers.ContentLength, sent.Length);
                stored.Position = offset;
                stored.Write(sent.GetBuffer(), 0, (int)Math.Min(take, sent.Length));
            }

            Assert.Equal(bytes, stored.ToArray());

            Task<Stream> Open(CancellationToken token) => Task.FromResult<Stream>(new VerifyingStream(new MemoryStream(bytes), blob, "the blob"));
        });
}
