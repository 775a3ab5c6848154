"""Times one scikit-learn fit on the rows that the bench wrote, and prints what came of it as JSON.

    peer.py DATA ROWS COLUMNS MODEL PARAMETERS

DATA holds ROWS x (COLUMNS + 1) little-endian doubles, column by column, the label last. Needs
scikit-learn 1.2.1 (Debian: apt-get install python3-sklearn). Only the fit is timed, in
processor time.
"""
import json
import sys
import time

import numpy as np
import sklearn
from sklearn.metrics import log_loss


def build(model, parameters):
    if model == "logistic":
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        return make_pipeline(StandardScaler(), LogisticRegression(**parameters))
    if model == "boosting":
        from sklearn.ensemble import HistGradientBoostingClassifier

        return HistGradientBoostingClassifier(early_stopping=False, **parameters)
    if model == "forest":
        from sklearn.ensemble import RandomForestClassifier

        return RandomForestClassifier(n_jobs=1, **parameters)
    if model == "kmeans":
        from sklearn.cluster import KMeans

        return KMeans(**parameters)
    raise SystemExit(f"No model {model}.")


def main():
    path, rows, columns, model, parameters = sys.argv[1:]
    rows, columns = int(rows), int(columns)
    data = np.fromfile(path, dtype="<f8").reshape(columns + 1, rows).T
    x, y = data[:, :columns], data[:, columns]
    estimator = build(model, json.loads(parameters))
    begun = time.process_time()
    estimator.fit(x, y)
    answer = {"seconds": time.process_time() - begun, "version": sklearn.__version__}
    if model == "kmeans":
        answer["inertia"] = estimator.inertia_
    else:
        answer["logLoss"] = log_loss(y, estimator.predict_proba(x)[:, 1])
    print(json.dumps(answer))


main()
