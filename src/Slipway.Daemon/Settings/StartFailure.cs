using System.Security.Cryptography;

namespace Slipway.Daemon.Settings;

/// <summary>Tells failures that the person who starts the daemon can mend from faults of ours, which keep their stack trace.</summary>
internal static class StartFailure
{
    /// <summary>One sentence, or null for a fault of ours.</summary>
    public static string? Sentence(Exception exception) => exception switch
    {
        ConfigurationException or CryptographicException or IOException or InvalidDataException or UnauthorizedAccessException => exception.Message,
        _ => null,
    };
}
