using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;

namespace Slipway.Images.Content;

/// <summary>The store's small records.</summary>
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

    /// <summary>Creates or replaces a file, durable.</summary>
    /// <param name="what">What it records, for the sentence about a full disk.</param>
    /// <exception cref="ImageException">The disk is full.</exception>
    public static void Replace<T>(string path, string what, T record, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(record, type);
        try
        {
            DurableFile.Replace(path, json);
        }
        catch (IOException e) when (DiskFull.Is(e))
        {
            throw NoRoom.For(what, path, json.Length, e);
        }
    }
}
