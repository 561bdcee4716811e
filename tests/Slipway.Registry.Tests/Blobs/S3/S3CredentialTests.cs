using Slipway.Registry.Blobs.S3;

namespace Slipway.Registry.Tests.Blobs.S3;

public sealed class S3CredentialTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string FilePath => _directory["credentials"];

    [Fact]
    public void ToString_Key_ShowsNoSecret() =>
        Assert.Equal("S3 key public", $"{new S3Credentials("public", "secret", "token")}");

    [Fact]
    public void FromEnvironment_Variables_AreTheKey()
    {
        var source = S3CredentialSource.FromEnvironment(name => name switch { "AWS_ACCESS_KEY_ID" => "k", "AWS_SECRET_ACCESS_KEY" => "s", _ => "" });

        Assert.Equal(new S3Credentials("k", "s"), source.Read());
        Assert.Throws<IOException>(() => S3CredentialSource.FromEnvironment(_ => null));
    }

    [Fact]
    public void FromFile_Profile_IsFoundAmongOthers()
    {
        File.WriteAllText(FilePath, """
            # as the AWS tools write it
            [default]
            aws_access_key_id = first
            aws_secret_access_key = a=b=
            [registry]
            aws_access_key_id=second
            aws_secret_access_key=secret
            aws_session_token = token
            """);

        Assert.Equal(new S3Credentials("first", "a=b="), S3CredentialSource.FromFile(FilePath).Read());
        Assert.Equal(new S3Credentials("second", "secret", "token"), S3CredentialSource.FromFile(FilePath, "registry").Read());
    }

    [Fact]
    public void FromFile_RotatedKey_IsTakenUp()
    {
        var source = S3CredentialSource.FromFile(FilePath);
        File.WriteAllText(FilePath, "aws_access_key_id=old\naws_secret_access_key=1");
        Assert.Equal("old", source.Read().AccessKey);

        File.WriteAllText(FilePath, "aws_access_key_id=renewed\naws_secret_access_key=2");

        Assert.Equal("renewed", source.Read().AccessKey);
    }

    [Fact]
    public void FromFile_NoKeyInIt_SaysWhereItLookedAndNoSecret()
    {
        File.WriteAllText(FilePath, "[other]\naws_access_key_id=k\naws_secret_access_key=hidden");

        var error = Assert.Throws<IOException>(() => S3CredentialSource.FromFile(FilePath).Read());

        Assert.Contains($"{FilePath} has no aws_access_key_id", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error.Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => S3CredentialSource.FromFile(_directory["absent"]).Read());
    }

    public void Dispose() => _directory.Dispose();
}
