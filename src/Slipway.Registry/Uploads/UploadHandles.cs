using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Slipway.Registry.Names;

namespace Slipway.Registry.Uploads;

/// <summary>
/// Makes and checks the last segment of an upload's address: the upload's id and a MAC that binds it to organization, repository and subject. Whoever has
/// the address but is another one, or tries it on another repository, has nothing (CVE-2026-32589).
/// </summary>
/// <remarks>
/// <code>
/// handle = id mac
/// id     = 32 lower-case hex digits, random
/// mac    = base64url( HMAC-SHA256( key, *( length field ) ) ), 43 characters; length = 4 bytes, big-endian
/// fields = organization key, stored name, id, subject; UTF-8
/// </code>
/// The lengths keep two lists of fields from ever being the same bytes (CVE-2026-58426).
/// </remarks>
internal sealed class UploadHandles(byte[] key)
{
    public const int IdLength = 32;
    private const int MacLength = 43;

    private static readonly SearchValues<char> s_hex = SearchValues.Create("0123456789abcdef");

    /// <summary>A new id.</summary>
    public static string NewId() => RandomNumberGenerator.GetHexString(IdLength, lowercase: true);

    /// <summary>True for what <see cref="NewId"/> makes.</summary>
    public static bool IsId(ReadOnlySpan<char> text) => text.Length == IdLength && !text.ContainsAnyExcept(s_hex);

    public string Create(StoredName repository, string subject, string id) => id + Mac(repository, subject, id);

    /// <summary>The id in a handle; null unless the handle was made for this repository and subject.</summary>
    public string? Read(string handle, StoredName repository, string subject)
    {
        if (handle.Length != IdLength + MacLength || !IsId(handle.AsSpan(0, IdLength)))
            return null;

        var id = handle[..IdLength];
        var given = Encoding.UTF8.GetBytes(handle[IdLength..]);
        var expected = Encoding.UTF8.GetBytes(Mac(repository, subject, id));
        return CryptographicOperations.FixedTimeEquals(given, expected) ? id : null;
    }

    private string Mac(StoredName repository, string subject, string id)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var field in (ReadOnlySpan<string>)[repository.OrganizationKey, repository.Value, id, subject])
        {
            var bytes = Encoding.UTF8.GetBytes(field);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        hash.GetHashAndReset(mac);
        return Base64Url.EncodeToString(mac);
    }
}
