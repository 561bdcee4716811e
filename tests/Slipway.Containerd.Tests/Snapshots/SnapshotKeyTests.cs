using CsCheck;
using Slipway.Containerd.Snapshots;

namespace Slipway.Containerd.Tests.Snapshots;

public sealed class SnapshotKeyTests
{
    [Theory]
    [InlineData("vm-1", true)]
    [InlineData("extract-0 sha256:ab", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("line\nbreak", false)]
    [InlineData("é", false)]
    public void TryParse_Text_TakesPrintableAscii(string? text, bool taken)
    {
        Assert.Equal(taken, SnapshotKey.TryParse(text, out var key));
        Assert.Equal(taken ? text : "", key.ToString());
    }

    [Fact]
    public void TryParse_Length_EndsAt256()
    {
        Assert.True(SnapshotKey.TryParse(new string('a', 256), out _));
        Assert.False(SnapshotKey.TryParse(new string('a', 257), out _));
        Assert.Equal(ContainerdErrorCode.Refused, Assert.Throws<ContainerdException>(() => SnapshotKey.Parse(new string('a', 257))).Code);
    }

    [Fact]
    public void TryParse_AnyText_ComesBackOrIsRefused() => Gen.String.Sample(static text =>
        SnapshotKey.TryParse(text, out var key) ? key.ToString() == text : text.Length is 0 or > 256 || text.Any(static c => c is < ' ' or > '~'));
}
