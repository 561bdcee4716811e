namespace Slipway.Oci.Tests;

public sealed class ChainIdTests
{
    [Fact]
    public void Each_NoLayers_IsNothing() => Assert.Empty(ChainId.Each([]));

    [Fact]
    public void Each_Layers_IsTheFirstAndThenWhatSha256SumSays()
    {
        var (first, second) = (Digest.Of("a"u8), Digest.Of("b"u8));
        // printf '%s %s' sha256:$(printf a | sha256sum) sha256:$(printf b | sha256sum) | sha256sum, without the dashes
        Assert.Equal([first.ToString(), "sha256:51c0c8ace48498d6f5fee6b0592cc06f2da0f3cbe09c5a34a97dce85c3889676"], ChainId.Each([first, second]).Select(static id => id.ToString()));
    }

    [Fact]
    public void Of_Layers_IsTheLastOfEach()
    {
        Digest[] layers = [Digest.Of("a"u8), Digest.Of("b"u8), Digest.Of("c"u8)];
        Assert.Equal(ChainId.Each(layers)[^1], ChainId.Of(layers));
    }
}
