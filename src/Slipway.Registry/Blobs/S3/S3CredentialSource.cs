namespace Slipway.Registry.Blobs.S3;

/// <summary>Where the key comes from: asked before every request, so that a rotated or temporary key is taken up without a restart. Thread safe.</summary>
public abstract class S3CredentialSource
{
    /// <summary>The key to sign with now. Errors: <see cref="IOException"/> when there is none; the message holds no part of a secret.</summary>
    public abstract S3Credentials Read();

    /// <summary>One key for ever.</summary>
    public static S3CredentialSource Fixed(S3Credentials credentials) => new FixedSource(credentials);

    /// <summary>A file as the AWS tools write it: <c>aws_access_key_id = …</c>, <c>aws_secret_access_key = …</c>, <c>aws_session_token = …</c> below <c>[profile]</c>.</summary>
    public static S3CredentialSource FromFile(string path, string profile = "default") => new S3CredentialFile(path, profile);

    /// <summary>The variables of the AWS tools: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN; read once, now.</summary>
    public static S3CredentialSource FromEnvironment(Func<string, string?> read)
    {
        var (key, secret, token) = (read("AWS_ACCESS_KEY_ID"), read("AWS_SECRET_ACCESS_KEY"), read("AWS_SESSION_TOKEN"));
        return string.IsNullOrEmpty(key) || string.IsNullOrEmpty(secret)
            ? throw new IOException("the environment has no S3 key: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a credentials file.")
            : new FixedSource(new S3Credentials(key, secret, string.IsNullOrEmpty(token) ? null : token));
    }

    private sealed class FixedSource(S3Credentials credentials) : S3CredentialSource
    {
        public override S3Credentials Read() => credentials;
    }
}
