using System.Security.Cryptography;
using System.Text;
using Slipway.Linux.Files;

namespace Slipway.Platform.Access;

/// <summary>By which a registry that runs apart proves itself: a file that is copied to the registry's server. Only its hash stays in memory.</summary>
internal sealed class RegistrySecret
{
    private const int Characters = 43;
    private const string Scheme = "Bearer ";

    private readonly byte[] _hash;

    private RegistrySecret(string secret) => _hash = HashOf(secret);

    /// <summary>Reads the file, or makes it with a new secret.</summary>
    /// <exception cref="InvalidDataException">The file's content is too short to be a secret.</exception>
    public static RegistrySecret Open(string path)
    {
        if (!File.Exists(path))
        {
            var made = RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", Characters);
            DurableFile.Replace(path, Encoding.ASCII.GetBytes(made + "\n"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var secret = File.ReadAllText(path).Trim();
        return secret.Length >= Characters
            ? new RegistrySecret(secret)
            : throw new InvalidDataException($"{path} has {secret.Length} characters; a registry's secret has {Characters} or more. Delete the file and start again to get a new one.");
    }

    /// <summary>True for <c>Bearer</c> and the secret; takes the same time for every wrong one.</summary>
    public bool IsIn(string? header) => header is not null && header.StartsWith(Scheme, StringComparison.Ordinal)
        && CryptographicOperations.FixedTimeEquals(_hash, HashOf(header[Scheme.Length..]));

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
