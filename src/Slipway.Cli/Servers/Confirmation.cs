namespace Slipway.Cli.Servers;

/// <summary>Asks before something is deleted for good.</summary>
internal static class Confirmation
{
    /// <summary>Returns when the user says yes, or said so already.</summary>
    /// <exception cref="ServerException">The user does not, or nobody is there to ask.</exception>
    public static void Require(CommandContext context, bool isGiven, string question)
    {
        if (isGiven)
            return;
        if (!context.IsInputTerminal)
            throw new ServerException("nobody is there to confirm it; say --yes.");
        context.Error.Write($"{question} Type yes to go on: ");
        context.Error.Flush();
        if (context.In.ReadLine()?.Trim() != "yes")
            throw new ServerException("nothing was deleted.");
    }
}
