using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Images.Content;

/// <summary>Reads the store's small records, of which none is worth more than making it again.</summary>
internal static class JsonFile
{
    /// <summary>What a file says; null when there is none, when it is larger than <paramref name="maxBytes"/> or not the JSON of a <typeparamref name="T"/>.</summary>
    public static T? TryRead<T>(string path, int maxBytes, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return TryRead(file, maxBytes, type);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The same of an open file, which stays the caller's.</summary>
    public static T? TryRead<T>(SafeFileHandle file, int maxBytes, JsonTypeInfo<T> type)
        where T : class
    {
        var length = RandomAccess.GetLength(file);
        if (length > maxBytes)
            return null;
        var bytes = new byte[length];
        if (RandomAccess.Read(file, bytes, 0) != length)
            return null;
        try
        {
            return JsonSerializer.Deserialize(bytes, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
