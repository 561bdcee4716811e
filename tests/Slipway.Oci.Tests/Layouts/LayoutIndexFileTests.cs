using System.Text;
using System.Text.Json;
using CsCheck;
using Slipway.Oci.Copies;
using Slipway.Oci.Layouts;
using Slipway.Oci.Manifests;

namespace Slipway.Oci.Tests.Layouts;

public sealed class LayoutIndexFileTests
{
    private const string Before =
        """{"schemaVersion":2,"manifests":[{"mediaType":"x","digest":"sha256:1","size":1,"annotations":{"org.opencontainers.image.ref.name":"a\u00e4"}},{"digest":7},null]}""";

    private static readonly PlannedManifest s_added = new(Digest.Of("{}"u8), MediaType.OciManifest, "{}"u8.ToArray());

    [Fact]
    public void With_Nothing_IsAnIndexOfOne() => Assert.Equal(
        $$"""{"schemaVersion":2,"mediaType":"{{MediaType.OciIndex}}","manifests":[{"mediaType":"{{MediaType.OciManifest}}","digest":"{{Digest.Of("{}"u8)}}","size":2}]}""",
        Encoding.UTF8.GetString(LayoutIndexFile.With(before: null, "index.json", reference: null, s_added)));

    [Theory]
    [InlineData("aä", 3)]
    [InlineData("b", 4)]
    [InlineData(null, 4)]
    public void With_StrangeEntries_KeepsAllButTheNamesake(string? reference, int entries)
    {
        using var after = JsonDocument.Parse(LayoutIndexFile.With(Encoding.UTF8.GetBytes(Before), "index.json", reference, s_added));
        Assert.Equal(entries, after.RootElement.GetProperty("manifests").GetArrayLength());
    }

    [Fact]
    public void With_SameImageTwiceWithoutAName_IsOneEntry()
    {
        var once = LayoutIndexFile.With(before: null, "index.json", reference: null, s_added);
        Assert.Equal(once, LayoutIndexFile.With(once, "index.json", reference: null, s_added));
    }

    [Fact]
    public void With_TextThatIsNotUnicode_IsRefused()
    {
        var error = Assert.Throws<OciException>(() => LayoutIndexFile.With(Encoding.UTF8.GetBytes(Before.Replace("u00e4", "ud800", StringComparison.Ordinal)), "index.json", "b", s_added));
        Assert.Equal(OciErrorCode.Malformed, error.Code);
    }

    [Fact]
    public void With_AnyDamage_IsAnIndexOrRefused() =>
        Gen.Select(Gen.Int[0, Before.Length - 1], Gen.Byte, Gen.Int[0, Before.Length]).Sample((at, value, length) =>
        {
            var bytes = Encoding.UTF8.GetBytes(Before)[..Math.Max(at + 1, length)];
            bytes[at] = value;
            try
            {
                using var after = JsonDocument.Parse(LayoutIndexFile.With(bytes, "index.json", "b", s_added));
                Assert.Contains(after.RootElement.GetProperty("manifests").EnumerateArray(), static entry => entry.ToString().Contains(s_added.Digest.Hex, StringComparison.Ordinal));
            }
            catch (OciException e)
            {
                Assert.Equal(OciErrorCode.Malformed, e.Code);
            }
        });
}
