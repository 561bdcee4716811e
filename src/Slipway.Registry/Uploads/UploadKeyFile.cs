using System.Security.Cryptography;
using Slipway.Linux.Files;

namespace Slipway.Registry.Uploads;

/// <summary>
/// The secret that authenticates upload handles: 32 random bytes in <c>upload.key</c>, readable by its owner only. Without it clients could not resume
/// after a restart; with another one every handle is void, and nothing else is.
/// </summary>
public static class UploadKeyFile
{
    private const int KeyLength = 32;

    /// <summary>Reads the key of a registry's directory, or makes it at the first start.</summary>
    /// <exception cref="InvalidDataException">The file is not of the length of a key.</exception>
    public static byte[] ReadOrCreate(string root)
    {
        Directory.CreateDirectory(root);
        var path = Path.Combine(root, "upload.key");
        if (!File.Exists(path))
            DurableFile.Replace(path, RandomNumberGenerator.GetBytes(KeyLength), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var key = File.ReadAllBytes(path);
        return key.Length == KeyLength
            ? key
            : throw new InvalidDataException($"{path} has {key.Length} bytes instead of {KeyLength}; delete it, and uploads that are under way begin again.");
    }
}
