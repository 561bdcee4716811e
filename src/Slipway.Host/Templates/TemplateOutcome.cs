using Slipway.Host.Machines;

namespace Slipway.Host.Templates;

/// <summary>What became of a start from a template.</summary>
internal abstract record TemplateOutcome
{
    private TemplateOutcome()
    {
    }

    /// <summary>The machine runs, and its guest has taken its run config.</summary>
    /// <param name="Making">How long making the template took first; null: it was there.</param>
    public sealed record Started(StartedGuest Guest, TimeSpan? Making) : TemplateOutcome;

    /// <summary>The machine has to boot; nothing of the attempt is left.</summary>
    /// <param name="Reason">Why, in words for people.</param>
    public sealed record Refused(string Reason) : TemplateOutcome;
}
