namespace Slipway.Containerd.Calls;

/// <summary>How long a call may take.</summary>
internal enum Pace
{
    /// <summary><see cref="ContainerdOptions.AnswerTimeout"/>.</summary>
    Answer,

    /// <summary><see cref="ContainerdOptions.WorkTimeout"/>.</summary>
    Work,

    /// <summary>A conversation: as long as it takes, each of its answers in the time its own pace allows.</summary>
    Conversation,
}
