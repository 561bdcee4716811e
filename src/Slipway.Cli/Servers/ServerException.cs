namespace Slipway.Cli.Servers;

/// <summary>A server that cannot be reached or refuses, or a login that is missing. The message is one sentence for the user, and what to do.</summary>
internal sealed class ServerException(string message, Exception? cause = null) : Exception(message, cause);
