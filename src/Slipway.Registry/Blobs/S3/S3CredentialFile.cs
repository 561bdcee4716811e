namespace Slipway.Registry.Blobs.S3;

/// <summary>A credentials file in the AWS tools' form, read again whenever its time or length changes. Thread safe.</summary>
internal sealed class S3CredentialFile(string path, string profile) : S3CredentialSource
{
    private const int MaxBytes = 64 * 1024;

    private volatile Loaded? _loaded;

    public override S3Credentials Read()
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new IOException($"the S3 credentials file {path} is not there.");
        if (_loaded is { } known && known.ChangedAt == file.LastWriteTimeUtc && known.Length == file.Length)
            return known.Credentials;
        if (file.Length > MaxBytes)
            throw new IOException($"the S3 credentials file {path} has {file.Length} bytes; at most {MaxBytes} are read.");

        var credentials = Parse(File.ReadAllText(path));
        _loaded = new Loaded(file.LastWriteTimeUtc, file.Length, credentials);
        return credentials;
    }

    private S3Credentials Parse(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var section = "default";
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] is '#' or ';')
                continue;
            if (line[0] == '[')
                section = line.Trim('[', ']', ' ');
            else if (section == profile && line.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
                values[line[..equals].TrimEnd()] = line[(equals + 1)..].TrimStart();
        }

        return values.TryGetValue("aws_access_key_id", out var key) && values.TryGetValue("aws_secret_access_key", out var secret)
            ? new S3Credentials(key, secret, values.GetValueOrDefault("aws_session_token"))
            : throw new IOException($"the S3 credentials file {path} has no aws_access_key_id and aws_secret_access_key below [{profile}].");
    }

    private sealed record Loaded(DateTime ChangedAt, long Length, S3Credentials Credentials);
}
