using System.Buffers.Text;
using System.Text;

namespace Slipway.Init.Users;

/// <summary>
/// Reads the lines of passwd(5) and group(5), fields separated by colons. The file is the image's and may hold anything: a line with too few
/// fields or a number that is none is skipped, as the C library does.
/// </summary>
/// <remarks><code>
/// passwd:  name : password : uid : gid : gecos : home : shell
/// group:   name : password : gid : member,member,…
/// </code></remarks>
internal static class AccountLines
{
    private const int MaxFields = 7;

    /// <summary>Calls back for each line with its fields until the callback returns true.</summary>
    public static void Visit(ReadOnlySpan<byte> file, int minFields, Func<string[], bool> visit)
    {
        foreach (var range in file.Split((byte)'\n'))
        {
            var line = file[range].TrimEnd((byte)'\r');
            if (line.Length == 0 || line[0] == '#')
                continue;
            var fields = Encoding.UTF8.GetString(line).Split(':', MaxFields);
            if (fields.Length >= minFields && visit(fields))
                return;
        }
    }

    /// <summary>Reads a user or group number: decimal digits only; the largest means "no change" to the kernel and is none.</summary>
    public static bool TryParseId(string text, out uint id)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Utf8Parser.TryParse(bytes, out id, out var used) && used == bytes.Length && char.IsAsciiDigit(text[0]) && id != uint.MaxValue;
    }
}
