using System.Text.Json;

namespace Slipway.Cli.Docker;

/// <summary>Where a JSON object stands in a document, and where the values of its members.</summary>
/// <param name="Start">Of its opening brace, in bytes.</param>
internal sealed record ObjectSpan(int Start, IReadOnlyList<(string Name, Range Value)> Members)
{
    public bool IsEmpty => Members.Count == 0;

    /// <summary>The object in a range of a document; null when another kind of value is there.</summary>
    /// <exception cref="JsonException">The range is not one JSON value.</exception>
    public static ObjectSpan? Read(ReadOnlySpan<byte> document, Range range)
    {
        var (offset, length) = range.GetOffsetAndLength(document.Length);
        var reader = new Utf8JsonReader(document.Slice(offset, length));
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        var start = offset + (int)reader.TokenStartIndex;
        var members = new List<(string, Range)>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var from = offset + (int)reader.TokenStartIndex;
            reader.Skip();
            members.Add((name, from..(offset + (int)reader.BytesConsumed)));
        }

        // Anything after the object is refused by the reader.
        reader.Read();
        return new ObjectSpan(start, members);
    }

    /// <summary>The value of a member; of two with one name the last, as docker has it.</summary>
    public Range? Find(string name)
    {
        for (var i = Members.Count - 1; i >= 0; i--)
        {
            if (Members[i].Name == name)
                return Members[i].Value;
        }

        return null;
    }
}
