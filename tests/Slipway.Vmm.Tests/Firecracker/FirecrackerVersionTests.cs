using CsCheck;
using Slipway.Vmm.Firecracker;
using Slipway.Vmm.Firecracker.Api;

namespace Slipway.Vmm.Tests.Firecracker;

public sealed class FirecrackerVersionTests
{
    [Theory]
    [InlineData("1.12.0", "1.12.0")]
    [InlineData("v1.8.1", "1.8.1")]
    [InlineData("1.17.0-dev", "1.17.0")]
    [InlineData("1.17.0+fuzzing", "1.17.0")]
    public void TryParse_Version_IsRead(string text, string expected)
    {
        Assert.True(FirecrackerVersion.TryParse(text, out var version));
        Assert.Equal(expected, version.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1.12")]
    [InlineData("1.12.0.0")]
    [InlineData("1.x.0")]
    [InlineData("1.-2.0")]
    [InlineData("99999999999.0.0")]
    public void TryParse_Other_IsRefused(string? text) => Assert.False(FirecrackerVersion.TryParse(text, out _));

    [Fact]
    public void TryParse_AnyVersion_ComesBack() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 1000], Gen.Int[0, 1000]).Sample((major, minor, patch) =>
            FirecrackerVersion.TryParse($"{major}.{minor}.{patch}", out var version) && version == new FirecrackerVersion(major, minor, patch));

    [Fact]
    public void TryParse_AnyText_DoesNotThrow() => Gen.String.Sample(text =>
    {
        _ = FirecrackerVersion.TryParse(text, out var _);
    });

    [Fact]
    public void Compare_Releases_AreInOrder()
    {
        Assert.True(new FirecrackerVersion(1, 9, 1) < new FirecrackerVersion(1, 10, 0));
        Assert.True(new FirecrackerVersion(2, 0, 0) >= new FirecrackerVersion(1, 99, 99));
    }

    [Theory]
    [InlineData("Firecracker v1.12.0\n\nSupported snapshot data format versions: v1.0.0\n", "1.12.0")]
    [InlineData("Firecracker v1.17.0-dev\n", "1.17.0")]
    [InlineData("true (GNU coreutils) 9.1\n", null)]
    [InlineData("Firecracker", null)]
    [InlineData("", null)]
    public void TryReadVersion_FirstLine_SaysIt(string answer, string? expected) => Assert.Equal(expected, FirecrackerProgram.TryReadVersion(answer)?.ToString());
}
