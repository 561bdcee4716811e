using System.Security.Cryptography;
using Slipway.Registry.Tokens;

namespace Slipway.Registry.Tests.Tokens;

public sealed class TokenKeyFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Path => _directory["keys.pem"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void FirstStart_MakesAKeyForItsOwnerOnly_AndLaterOnesReadIt()
    {
        using var made = TokenKeyFile.LoadOrCreate(Path);
        using var read = TokenKeyFile.LoadOrCreate(Path);

        Assert.Equal(made.Current.Header, read.Current.Header);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        Assert.Equal([Path], Directory.GetFiles(_directory.Path));
    }

    [Fact]
    public void Rotation_SignsWithTheFirst_AndVerifiesWithAll()
    {
        using var old = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var oldKey = new TokenKey(ECDsa.Create(old.ExportParameters(true)));
        using (TokenKeyFile.LoadOrCreate(Path))
            File.AppendAllText(Path, old.ExportSubjectPublicKeyInfoPem() + "\n");

        using var keys = TokenKeyFile.LoadOrCreate(Path);

        Assert.NotEqual(oldKey.Header, keys.Current.Header);
        Assert.Equal(oldKey.Header, keys.Find(oldKey.Header)!.Header);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no key")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")]
    public void FileWithoutKeys_IsRefused_ByItsName(string content)
    {
        File.WriteAllText(Path, content);
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Contains(Path, Assert.Throws<InvalidDataException>(() => TokenKeyFile.LoadOrCreate(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherCurve_IsRefused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        File.WriteAllText(Path, key.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Throws<InvalidDataException>(() => TokenKeyFile.LoadOrCreate(Path));
    }

    [Fact]
    public void FileThatOthersCanRead_IsRefused()
    {
        TokenKeyFile.LoadOrCreate(Path).Dispose();
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        Assert.Contains("chmod 600", Assert.Throws<InvalidDataException>(() => TokenKeyFile.LoadOrCreate(Path)).Message, StringComparison.Ordinal);
    }
}
