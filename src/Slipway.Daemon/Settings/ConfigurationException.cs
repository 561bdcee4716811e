namespace Slipway.Daemon.Settings;

/// <summary>What was asked for cannot be: one sentence for the person who starts the daemon.</summary>
internal sealed class ConfigurationException(string message, Exception? cause = null) : Exception(message, cause);
