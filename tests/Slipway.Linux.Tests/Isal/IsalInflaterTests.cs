using Slipway.Linux.Isal;

namespace Slipway.Linux.Tests.Isal;

public sealed class IsalInflaterTests
{
    [Fact]
    public void IsAvailable_WhereTheLibraryIsInstalled_IsTrue()
    {
        bool installed = Directory.EnumerateFiles("/usr/lib", "libisal.so.2", SearchOption.AllDirectories).Any();
        Assert.SkipUnless(installed, "libisal2 is not installed");
        Assert.True(IsalInflater.IsAvailable);
    }

    [Fact]
    public void Inflate_NotGzip_IsRefusedWithAReason()
    {
        Assert.SkipUnless(IsalInflater.IsAvailable, "libisal2 is not installed");
        using IsalInflater inflater = IsalInflater.Create();
        var error = Assert.Throws<InvalidDataException>(() => inflater.Inflate("not gzip at all"u8, new byte[100], out _, out _));
        Assert.Contains("not gzip", error.Message, StringComparison.Ordinal);
    }
}
