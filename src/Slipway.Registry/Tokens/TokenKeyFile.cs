using System.Security.Cryptography;
using System.Text;
using Slipway.Linux.Files;

namespace Slipway.Registry.Tokens;

/// <summary>
/// Where token keys are kept: a file of PEM blocks (RFC 7468), mode 0600.
/// <code>
/// -----BEGIN PRIVATE KEY-----     the key that signs
/// -----BEGIN PRIVATE KEY-----     earlier ones, or only their PUBLIC KEY, that still verify
/// </code>
/// To rotate: put a new block first, start again, and take the old one out when its tokens have ended.
/// </summary>
public static class TokenKeyFile
{
    private const int MaxLength = 64 * 1024;
    private const int MaxKeys = 16;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Reads the file, or makes it with one new key when there is none. The caller disposes of the keys.</summary>
    /// <exception cref="InvalidDataException">The file has no usable keys, or others can read it.</exception>
    public static TokenKeys LoadOrCreate(string path)
    {
        if (!File.Exists(path))
            Create(path);
        if ((File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
            throw new InvalidDataException($"the token keys in {path} can be read by others than their owner; run: chmod 600 {path}");
        if (new FileInfo(path).Length > MaxLength)
            throw new InvalidDataException($"the token keys in {path} take more than {MaxLength} bytes");
        return Parse(File.ReadAllText(path), path);
    }

    private static void Create(string path)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DurableFile.Replace(path, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"), OwnerOnly);
    }

    private static TokenKeys Parse(ReadOnlySpan<char> text, string path)
    {
        var keys = new List<TokenKey>();
        while (keys.Count < MaxKeys && PemEncoding.TryFind(text, out var block))
        {
            keys.Add(Import(text[block.Location], path));
            text = text[block.Location.End..];
        }

        if (keys.Count == 0)
            throw new InvalidDataException($"{path} has no PEM block of a key");
        if (!text.IsWhiteSpace())
            throw new InvalidDataException($"after {keys.Count} keys {path} has something else; at most {MaxKeys} keys are read");
        return new TokenKeys(keys);
    }

    private static TokenKey Import(ReadOnlySpan<char> pem, string path)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return new TokenKey(key);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException or InvalidDataException)
        {
            key.Dispose();
            throw new InvalidDataException($"a key in {path} is no P-256 key in PEM", e);
        }
    }
}
