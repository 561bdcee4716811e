using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Slipway.Registry.Access;
using Slipway.Registry.Names;

namespace Slipway.Registry.Gateway;

/// <summary>
/// To whom an upload belongs, as bytes under a signature:
/// <code>
/// binding = field(stored name) field(subject)     the stored name begins with the organization's key
/// field   = length (4 bytes, big endian) UTF-8
/// </code>
/// Lengths come first, so that no two bindings have the same bytes (CVE-2026-58426).
/// </summary>
internal static class SessionBinding
{
    public static byte[] Of(StoredName repository, Caller caller)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        Append(bytes, Encoding.UTF8.GetBytes(repository.Value));
        Append(bytes, Encoding.UTF8.GetBytes(caller.Subject));
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Appends one field.</summary>
    public static void Append(ArrayBufferWriter<byte> bytes, ReadOnlySpan<byte> field)
    {
        BinaryPrimitives.WriteInt32BigEndian(bytes.GetSpan(sizeof(int)), field.Length);
        bytes.Advance(sizeof(int));
        bytes.Write(field);
    }
}
